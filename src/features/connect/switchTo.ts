import * as vscode from 'vscode';
import { type CloudId, cloudIds, knownClouds, rootOf } from '../../auth/clouds.ts';
import type { ConnectionOwner } from '../../auth/connectionOwner.ts';
import { type SignInMethod, signInMethods } from '../../auth/signInOptions.ts';
import type { SettingId } from '../../ids.ts';
import type { Frame, PickRow, Prompts } from '../../platform/prompts.ts';
import { settings, writeSettings } from '../../platform/settings.ts';
import { keepAnswer, runWizard, type WizardStep } from '../../platform/wizard.ts';

export interface SwitchServices {
  readonly connection: ConnectionOwner;
  readonly prompts: Prompts;
}

type SignInChange = Partial<Record<SettingId, string>>;

/** Asks for another tenant and signs in there. */
export async function switchTenant(services: SwitchServices): Promise<void> {
  const state = { tenantId: settings.signIn().tenantId };
  await ask(services, vscode.l10n.t('Switch Tenant'), state, [
    {
      isNeeded: () => true,
      ask: (answers, frame) =>
        keepAnswer(
          services.prompts.text(frame, {
            prompt: vscode.l10n.t('Tenant id or domain. Leave it empty for the tenant of the account.'),
            placeholder: 'contoso.onmicrosoft.com',
            value: answers.tenantId,
            validate: tenantProblem,
          }),
          (text) => {
            answers.tenantId = text.trim();
          },
        ),
    },
  ]);
  await changeAndSignIn(services.connection, { 'cbaPki.signIn.tenantId': state.tenantId });
}

/** What is wrong with a tenant id or domain, if anything. */
export function tenantProblem(text: string): string | undefined {
  const tenant = text.trim();
  const isDomain = /^(?=.{4,253}$)([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i.test(tenant);
  return tenant === '' || isGuid(tenant) || isDomain
    ? undefined
    : vscode.l10n.t(
        'Enter an id of the form 00000000-0000-0000-0000-000000000000, or a domain such as contoso.onmicrosoft.com.',
      );
}

export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

interface CloudAnswers {
  cloud: CloudId;
  loginRoot: string;
  graphRoot: string;
}

/** Asks for another cloud and signs in there. Sets VS Code's own setting for that cloud along with ours. */
export async function switchCloud(services: SwitchServices): Promise<void> {
  const before = settings.signIn();
  const state: CloudAnswers = {
    cloud: cloudIds.find((id) => id === before.cloud) ?? 'public',
    loginRoot: before.customLoginRoot,
    graphRoot: before.customGraphRoot,
  };
  const isCustom = ({ cloud }: CloudAnswers): boolean => cloud === 'custom';
  await ask(services, vscode.l10n.t('Switch Cloud'), state, [
    {
      isNeeded: () => true,
      ask: (answers, frame) =>
        keepAnswer(
          services.prompts.pick(frame, {
            placeholder: vscode.l10n.t('In which cloud is the tenant?'),
            rows: cloudRows(),
            isActive: (id) => id === answers.cloud,
          }),
          (id) => {
            answers.cloud = id;
          },
        ),
    },
    { isNeeded: isCustom, ask: (answers, frame) => askForRoot(services, answers, 'loginRoot', frame) },
    { isNeeded: isCustom, ask: (answers, frame) => askForRoot(services, answers, 'graphRoot', frame) },
  ]);
  const environment = state.cloud === 'custom' ? 'custom' : knownClouds[state.cloud].environment;
  await changeAndSignIn(
    services.connection,
    {
      'cbaPki.signIn.cloud': state.cloud,
      ...(isCustom(state)
        ? {
            'cbaPki.signIn.customLoginRoot': rootOf(state.loginRoot) ?? '',
            'cbaPki.signIn.customGraphRoot': rootOf(state.graphRoot) ?? '',
          }
        : {}),
    },
    environment,
  );
}

function cloudRows(): PickRow<CloudId>[] {
  return [
    { label: vscode.l10n.t('Public'), description: 'graph.microsoft.com', value: 'public' },
    { label: vscode.l10n.t('US Government L4'), description: 'graph.microsoft.us', value: 'usGovernment' },
    {
      label: vscode.l10n.t('US Government L5 (DoD)'),
      description: 'dod-graph.microsoft.us',
      value: 'usGovernmentDoD',
    },
    {
      label: vscode.l10n.t('China, operated by 21Vianet'),
      description: 'microsoftgraph.chinacloudapi.cn',
      value: 'china',
    },
    {
      label: vscode.l10n.t('Another…'),
      description: vscode.l10n.t('with addresses of its own'),
      value: 'custom',
    },
  ];
}

function askForRoot(
  { prompts }: SwitchServices,
  answers: CloudAnswers,
  which: 'loginRoot' | 'graphRoot',
  frame: Frame,
) {
  return keepAnswer(
    prompts.text(frame, {
      prompt:
        which === 'loginRoot'
          ? vscode.l10n.t('Address of the login service of this cloud')
          : vscode.l10n.t('Address of Microsoft Graph in this cloud'),
      placeholder: which === 'loginRoot' ? 'https://login.example.org' : 'https://graph.example.org',
      value: answers[which],
      validate: (text) =>
        rootOf(text.trim()) === undefined
          ? vscode.l10n.t('Enter an https address without a path, such as https://login.example.org.')
          : undefined,
      remember: (text) => {
        answers[which] = text;
      },
    }),
    (text) => {
      answers[which] = text.trim();
    },
  );
}

/** Asks for another way to sign in, and signs in that way. */
export async function switchMethod(services: SwitchServices): Promise<void> {
  const before = settings.signIn().method;
  const state: { method: SignInMethod } = {
    method: signInMethods.find((method) => method === before) ?? 'vscode',
  };
  await ask(services, vscode.l10n.t('Switch Sign-In Method'), state, [
    {
      isNeeded: () => true,
      ask: (answers, frame) =>
        keepAnswer(
          services.prompts.pick(frame, {
            placeholder: vscode.l10n.t('How do you want to sign in?'),
            rows: methodRows(),
            isActive: (method) => method === answers.method,
          }),
          (method) => {
            answers.method = method;
          },
        ),
    },
  ]);
  await changeAndSignIn(services.connection, { 'cbaPki.signIn.method': state.method });
}

function methodRows(): PickRow<SignInMethod>[] {
  return [
    {
      label: vscode.l10n.t('VS Code'),
      icon: 'vscode',
      detail: vscode.l10n.t('The Microsoft account of VS Code, in the browser. Right for most.'),
      value: 'vscode',
    },
    {
      label: vscode.l10n.t('Device code'),
      icon: 'device-mobile',
      detail: vscode.l10n.t('A code that is entered in a browser anywhere. For machines without a browser.'),
      value: 'deviceCode',
    },
    {
      label: vscode.l10n.t('Client certificate'),
      icon: 'key',
      detail: vscode.l10n.t('An application with a certificate and no user. For unattended work.'),
      value: 'clientCertificate',
    },
  ];
}

async function ask<State>(
  { prompts }: SwitchServices,
  title: string,
  state: State,
  steps: readonly WizardStep<State>[],
): Promise<void> {
  await runWizard(prompts, title, steps, state);
}

/** Changes settings and signs in with them. Where that fails or is cancelled, all is as it was before. */
async function changeAndSignIn(
  connection: ConnectionOwner,
  change: SignInChange,
  environment?: string,
): Promise<void> {
  const before = snapshot(Object.keys(change));
  const environmentBefore = sovereignEnvironment();
  try {
    await writeSettings(change);
    if (environment !== undefined) {
      await setSovereignEnvironment(environment);
    }
    await connection.signIn();
  } catch (error) {
    await writeSettings(before);
    if (sovereignEnvironment() !== environmentBefore) {
      await setSovereignEnvironment(environmentBefore);
    }
    throw error;
  }
}

function snapshot(ids: readonly string[]): SignInChange {
  const configuration = vscode.workspace.getConfiguration();
  return Object.fromEntries(ids.map((id) => [id, configuration.inspect<string>(id)?.globalValue ?? '']));
}

const environmentId = 'microsoft-sovereign-cloud.environment';

function sovereignEnvironment(): string | undefined {
  return vscode.workspace.getConfiguration().inspect<string>(environmentId)?.globalValue;
}

async function setSovereignEnvironment(value: string | undefined): Promise<void> {
  await vscode.workspace.getConfiguration().update(environmentId, value, vscode.ConfigurationTarget.Global);
}
