import * as vscode from 'vscode';
import { type CloudId, cloudIds, rootOf } from '../../auth/clouds.ts';
import type { ConnectionOwner } from '../../auth/connectionOwner.ts';
import {
  isTenantName,
  type SignInMethod,
  type SignInSettings,
  signInMethods,
  signInOptionsFrom,
} from '../../auth/signInOptions.ts';
import type { Frame, PickRow, Prompts } from '../../platform/prompts.ts';
import { settings, writeSettings } from '../../platform/settings.ts';
import { keepAnswer, runWizard, type WizardStep } from '../../platform/wizard.ts';

export interface SwitchServices {
  readonly connection: ConnectionOwner;
  readonly prompts: Prompts;
}

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
  await signInWith(services.connection, { tenantId: state.tenantId });
}

/** What is wrong with a tenant id or domain, if anything. */
export function tenantProblem(text: string): string | undefined {
  const tenant = text.trim();
  return tenant === '' || isTenantName(tenant)
    ? undefined
    : vscode.l10n.t(
        'Enter an id of the form 00000000-0000-0000-0000-000000000000, or a domain such as contoso.onmicrosoft.com.',
      );
}

interface CloudAnswers {
  cloud: CloudId;
  loginRoot: string;
  graphRoot: string;
}

/** Asks for another cloud and signs in there. */
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
            placeholder: vscode.l10n.t(
              'In which cloud is the tenant? VS Code’s own sign-in gets its setting for that cloud, too.',
            ),
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
  await signInWith(services.connection, {
    cloud: state.cloud,
    ...(isCustom(state)
      ? {
          customLoginRoot: rootOf(state.loginRoot) ?? '',
          customGraphRoot: rootOf(state.graphRoot) ?? '',
        }
      : {}),
  });
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
  await signInWith(services.connection, { method: state.method });
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

/**
 * Signs in with other settings, and writes them once that has succeeded: whoever cancels has changed nothing. VS Code's own
 * provider for other clouds is there only when a setting of VS Code names the cloud, so that one is written before.
 */
async function signInWith(connection: ConnectionOwner, change: Partial<SignInSettings>): Promise<void> {
  const wanted = { ...settings.signIn(), ...change };
  const options = signInOptionsFrom(wanted);
  const { environment } = options.cloud;
  const before = sovereignEnvironment();
  const isOther = options.method === 'vscode' && environment !== undefined && environment !== before;
  if (isOther) {
    await setSovereignEnvironment(environment);
  }
  try {
    await connection.signIn('any', options);
  } catch (error) {
    if (isOther) {
      await setSovereignEnvironment(before);
    }
    throw error;
  }
  // The addresses of a cloud before the cloud: at no time do the settings name a cloud without them.
  await writeSettings({
    'cbaPki.signIn.customLoginRoot': wanted.customLoginRoot,
    'cbaPki.signIn.customGraphRoot': wanted.customGraphRoot,
    'cbaPki.signIn.tenantId': wanted.tenantId,
    'cbaPki.signIn.clientId': wanted.clientId,
    'cbaPki.signIn.method': wanted.method,
    'cbaPki.signIn.cloud': wanted.cloud,
  });
}

const environmentId = 'microsoft-sovereign-cloud.environment';

function sovereignEnvironment(): string | undefined {
  return vscode.workspace.getConfiguration().inspect<string>(environmentId)?.globalValue;
}

async function setSovereignEnvironment(value: string | undefined): Promise<void> {
  await vscode.workspace.getConfiguration().update(environmentId, value, vscode.ConfigurationTarget.Global);
}
