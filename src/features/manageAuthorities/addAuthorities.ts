import * as vscode from 'vscode';
import { stateOf } from '../../graph/model.ts';
import { newAuthorityFrom } from '../../graph/newAuthority.ts';
import { isCertificateAuthority } from '../../pki/certificate.ts';
import { type RevocationAddresses, revocationAddressesOf } from '../../pki/revocationAddresses.ts';
import { serviceLimits } from '../../pki/serviceLimits.ts';
import { CancelledError, ExpectedError } from '../../platform/failure.ts';
import { withProgress } from '../../platform/progress.ts';
import { back } from '../../platform/prompts.ts';
import { askForCertificateFiles, lookIntoFiles } from '../certificateFiles.ts';
import { collectCertificates, describeFound, type FoundCertificate } from '../collectCertificates.ts';
import type { ManageServices } from '../manageServices.ts';
import { answered, configurationFor, onlyStep } from '../pickTargets.ts';
import { addAuthoritiesTo } from './addExported.ts';

interface Candidate extends FoundCertificate {
  readonly addresses: RevocationAddresses;
  readonly isThere: boolean;
}

/**
 * Adds the certificates of files to a configuration, one request for each, as also tenants without a P1 licence may. What the
 * service wants computed is taken from the certificate; its CRL address from a certificate that the CA issued, where one is there.
 * @param chosen files; the user is asked where there are none
 */
export async function addAuthorities(
  services: ManageServices,
  target: unknown,
  chosen: readonly vscode.Uri[],
): Promise<void> {
  const { tenancies, model, prompts, files, clock } = services;
  const tenancy = await tenancies.require();
  const title = vscode.l10n.t('Add Authorities');
  const configuration = await configurationFor(services, target, title);
  const uris =
    chosen.length > 0
      ? chosen
      : await askForCertificateFiles(prompts, vscode.l10n.t('Choose certificates and bundles'));
  const { collection, known } = await withProgress(
    vscode.l10n.t('Reading certificates…'),
    tenancy.signal,
    async (signal, report) => {
      const looked = await lookIntoFiles(files, uris, signal, (message) => report({ message }));
      const there = await model.allAuthorities(configuration.id);
      return {
        collection: collectCertificates(looked, clock.now()),
        known: new Set(there.map(({ thumbprint }) => thumbprint)),
      };
    },
  );
  const candidates = candidatesOf(collection.certificates, known);
  if (candidates.length === 0) {
    throw new ExpectedError('bundle.refused', nothingToAdd(collection.problems));
  }
  const picked = await pickAmong(services, title, configuration.displayName, candidates, [
    ...(known.size + candidates.filter(({ isThere }) => !isThere).length > serviceLimits.authorities
      ? [
          vscode.l10n.t('A configuration takes {limit} authorities, by its documentation.', {
            limit: serviceLimits.authorities,
          }),
        ]
      : []),
    ...candidates
      .filter(
        ({ certificate, isThere }) => !isThere && certificate.der.length > serviceLimits.certificateBytes,
      )
      .map(({ name, certificate }) =>
        vscode.l10n.t('{name} has {bytes} bytes; the service takes {limit}, by its documentation.', {
          name,
          bytes: certificate.der.length,
          limit: serviceLimits.certificateBytes,
        }),
      ),
    ...(stateOf(configuration) === 'running' ? [vscode.l10n.t('A job is running in it.')] : []),
    ...collection.problems,
  ]);
  const added = picked.map(({ certificate, addresses }) =>
    newAuthorityFrom(certificate, {
      certificateRevocationListUrl: addresses.base,
      deltaCertificateRevocationListUrl: addresses.base === '' ? '' : addresses.delta,
    }),
  );
  await addAuthoritiesTo(services, tenancy, configuration, added, 'existing');
}

/** CAs only: whatever else is in the files tells where CRLs are, and is not added. */
function candidatesOf(found: readonly FoundCertificate[], known: ReadonlySet<string>): readonly Candidate[] {
  const addresses = revocationAddressesOf(found.map(({ certificate }) => certificate));
  return found.flatMap((one, index) =>
    isCertificateAuthority(one.certificate)
      ? [
          {
            ...one,
            addresses: addresses[index] ?? { base: '', delta: '' },
            isThere: known.has(one.thumbprint),
          },
        ]
      : [],
  );
}

function nothingToAdd(problems: readonly string[]): string {
  const [first] = problems;
  return first === undefined
    ? vscode.l10n.t('There is no certificate of a CA in what was chosen.')
    : vscode.l10n.t('There is no certificate of a CA that can be read. {problem}', { problem: first });
}

/** Those that are new and not expired are ticked. */
async function pickAmong(
  { prompts }: ManageServices,
  title: string,
  name: string,
  candidates: readonly Candidate[],
  problems: readonly string[],
): Promise<readonly Candidate[]> {
  const fresh = candidates.filter(({ isThere }) => !isThere);
  if (fresh.length === 0) {
    throw new ExpectedError(
      'bundle.refused',
      vscode.l10n.t('{name} has every CA of these files already.', { name }),
    );
  }
  if (problems.length > 0) {
    const answer = await prompts.pick<'continue'>(onlyStep(title), {
      placeholder: vscode.l10n.t('Not everything is as it should be. Continue?'),
      rows: [
        ...problems.map((label) => ({ label, icon: 'warning' })),
        { label: '', separator: true },
        { label: vscode.l10n.t('Continue'), icon: 'arrow-right', value: 'continue' },
      ],
    });
    if (answer === back) {
      throw new CancelledError();
    }
  }
  return answered(
    await prompts.pickMany(onlyStep(title), {
      placeholder: vscode.l10n.t('Which CAs shall be added to {name}?', { name }),
      rows: fresh.map((candidate) => ({
        label: candidate.name,
        description: [...describeFound(candidate), candidate.from].join(' · '),
        detail: candidate.addresses.base
          ? vscode.l10n.t('CRL address, from a certificate that it issued: {address}', {
              address: candidate.addresses.base,
            })
          : vscode.l10n.t(
              'No CRL address: none of the certificates here tells it, so revocation will not be checked',
            ),
        picked: !candidate.isExpired,
        value: candidate,
      })),
    }),
  );
}
