import * as vscode from 'vscode';
import type { Clock } from '../../graph/clock.ts';
import { inChainOrder } from '../../pki/chains.ts';
import type { KnownAuthorities } from '../../pki/rules/checkContext.ts';
import { withProgress } from '../../platform/progress.ts';
import type { FoundCertificate } from '../collectCertificates.ts';
import { findingsOfBundle } from '../memberChecks.ts';
import { checkRevocation } from '../mendRevocation/checkRevocation.ts';
import { readWhole } from '../readTrustStore.ts';
import type { Tenancy } from '../tenancy.ts';
import { partsOf, planOf, uploadedFrom } from './publishPlan.ts';
import { nameOfTarget, type PublishServices, type PublishState, sentMembers } from './publishState.ts';

/** Reads what the configuration has, every page of it, and plans by that. */
export async function readTarget(
  { model, clock }: PublishServices,
  tenancy: Tenancy,
  state: PublishState,
): Promise<void> {
  const { configuration } = state;
  if (configuration?.kind === 'existing') {
    const { displayName: name } = configuration.configuration;
    const whole = await withProgress(
      vscode.l10n.t('Looking at what is in {name}…', { name }),
      tenancy.signal,
      (signal) => readWhole(tenancy, model, configuration.configuration, clock.now(), signal),
    );
    state.existing = whole.authorities;
  } else {
    state.existing = [];
  }
  state.plan = planOf(state.collection.certificates, state.existing);
  delete state.members;
  await planMembers(clock, tenancy, state, state.plan.byStanding.get('new') ?? []);
}

/** Takes over what is to be added: the bundles, what the rules say of them, and how the CRL addresses will stand. */
export async function planMembers(
  clock: Clock,
  tenancy: Tenancy,
  state: PublishState,
  members: readonly FoundCertificate[],
): Promise<void> {
  const known = state.forecast?.served;
  const evidence = state.collection.certificates.filter((one) => !members.includes(one));
  const authorities = [...state.existing, ...inChainOrder(members).map(uploadedFrom)];
  const name = nameOfTarget(state);
  await withProgress(vscode.l10n.t('Checking the CRL addresses…'), tenancy.signal, async (signal, report) => {
    const sent = sentMembers(state);
    state.parts = partsOf(members.filter((one) => !sent.includes(one)));
    state.findings =
      members.length === 0 ? [] : await findingsOfBundle(members, clock.now(), knownFrom(state), signal);
    state.forecast = await checkRevocation(
      {
        tenancy,
        configuration: { id: '', displayName: name },
        authorities,
        others: evidence.map(({ certificate }) => certificate),
        clock,
        ...(known && { known }),
      },
      signal,
      (done, total) =>
        report({
          message: vscode.l10n.t('{done} of {total} addresses', { done, total }),
          increment: 100 / total,
        }),
    );
  });
  delete state.mendings;
}

/** What the configuration has, by which an issuer of what comes is found. */
function knownFrom({ existing }: PublishState): KnownAuthorities {
  return {
    thumbprints: new Set(existing.map(({ thumbprint }) => thumbprint)),
    keyIdentifiers: new Set(existing.flatMap(({ certificate }) => certificate.subjectKeyIdentifier ?? [])),
  };
}
