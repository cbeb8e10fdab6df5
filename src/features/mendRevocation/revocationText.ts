import * as vscode from 'vscode';
import type { ServedRevocationList } from '../../hosting/fetchRevocationList.ts';
import { maskAddress } from '../../hosting/uploadAddress.ts';
import { displayNameOf } from '../../pki/distinguishedName.ts';
import type { FileKind } from '../../pki/fileKind.ts';
import {
  type AddressAssessment,
  comparableAddress,
  type Evidence,
  type ProposedAddress,
} from '../../pki/revocationAssessment.ts';
import type { RevocationFlaw } from '../../pki/revocationFlaws.ts';
import type { RevocationList } from '../../pki/revocationList.ts';
import { type MendingOutcome, nothingMended } from './applyMendings.ts';
import type { Assessment, Mending, ServedLists } from './checkRevocation.ts';

/** What is known of an address, in one sentence or two. */
export function describeAddress(assessment: AddressAssessment, served: ServedLists): string {
  const { verdict, current, flaws, evidence, servedFor, isIssuers, doubt } = assessment;
  const flawsText = flaws.map(describeFlaw).join(' ');
  switch (verdict) {
    case 'right':
      return [
        evidence.list
          ? evidence.isVerified
            ? vscode.l10n.t('The CRL there is signed by this CA.')
            : vscode.l10n.t('The CRL there has the name and the key identifier of this CA.')
          : vscode.l10n.t('{issued}, which this CA issued, names it.', { issued: nameOf(evidence) }),
        ...(evidence.list ? [] : describeServed(served.get(comparableAddress(current)))),
        flawsText,
      ]
        .filter((part) => part !== '')
        .join(' ');
    case 'missing':
      return vscode.l10n.t('There is no address: revocation is not checked for what this CA issued.');
    case 'wrong':
      if (servedFor) {
        return vscode.l10n.t('The CRL there is that of {name}: a sign-in fails with AADSTS2205015.', {
          name: displayNameOf(servedFor.subject),
        });
      }
      if (flawsText !== '') {
        return flawsText;
      }
      return isIssuers
        ? vscode.l10n.t(
            'The certificate of the CA names it, so it is its issuer’s: a sign-in fails with AADSTS2205015.',
          )
        : [
            ...describeServed(served.get(comparableAddress(current))),
            vscode.l10n.t('What this CA issued names another address.'),
          ].join(' ');
    case 'unknown':
      return [
        ...describeServed(served.get(comparableAddress(current))),
        doubt?.evidence.issued
          ? vscode.l10n.t('{issued}, which this CA issued, names another address: {address}', {
              issued: nameOf(doubt.evidence),
              address: shownAddress(doubt.address),
            })
          : vscode.l10n.t('No certificate that this CA issued is here to tell.'),
      ].join(' ');
  }
}

/** How it is known that an address is the one to take. */
export function describeEvidence({ issued, list, isVerified }: Evidence): string {
  return [
    ...(issued
      ? [vscode.l10n.t('named by {issued}, which it issued', { issued: displayNameOf(issued.subject) })]
      : []),
    ...(list ? [describeList(list, isVerified)] : []),
  ].join('; ');
}

function describeList({ nextUpdate }: RevocationList, isVerified: boolean): string {
  const whose = isVerified
    ? vscode.l10n.t('the CRL there is signed by this CA')
    : vscode.l10n.t('the CRL there has the name and the key identifier of this CA');
  const until = nextUpdate?.toISOString().slice(0, 10);
  return until === undefined ? whose : vscode.l10n.t('{whose}, and valid until {until}', { whose, until });
}

function nameOf({ issued }: Evidence): string {
  return issued ? displayNameOf(issued.subject) : '';
}

/** What came of fetching, where it was no CRL. */
function describeServed(served: ServedRevocationList | undefined): string[] {
  switch (served?.outcome) {
    case undefined:
    case 'list':
      return [];
    case 'noList':
      return [vscode.l10n.t('It serves {kind} instead of a CRL.', { kind: describeKind(served.kind) })];
    case 'damaged':
      return [vscode.l10n.t('What it serves is a damaged CRL: {message}.', { message: served.message })];
    case 'notReachable':
      return [
        served.host === 'loopback'
          ? vscode.l10n.t('Entra cannot reach it: it leads to the computer that asks.')
          : vscode.l10n.t('Entra cannot reach it: it lies in a local network.'),
      ];
    case 'status':
      return [vscode.l10n.t('It answers with HTTP {status}.', { status: served.status })];
    case 'tooLarge':
      return [
        vscode.l10n.t('It serves more than the {count} MB that Entra takes.', {
          count: served.limit / 1024 / 1024,
        }),
      ];
    case 'timedOut':
      return [
        vscode.l10n.t('It did not serve its CRL within {seconds} seconds, as Entra wants (AADSTS2205012).', {
          seconds: served.seconds,
        }),
      ];
    case 'unreachable':
      return [
        vscode.l10n.t('It cannot be reached from this computer ({code}), so its CRL was not looked at.', {
          code: served.code,
        }),
      ];
  }
}

function describeKind(kind: FileKind): string {
  if (kind === 'html') {
    return vscode.l10n.t('a web page');
  }
  if (kind === 'certificate') {
    return vscode.l10n.t('a certificate');
  }
  return kind === 'empty' ? vscode.l10n.t('nothing') : vscode.l10n.t('something else');
}

function describeFlaw(flaw: RevocationFlaw): string {
  switch (flaw) {
    case 'otherIssuer':
      return vscode.l10n.t('The CRL there is that of another CA: a sign-in fails with AADSTS2205015.');
    case 'otherKey':
      return vscode.l10n.t(
        'The CRL there is that of a CA of the same name with another key: a sign-in fails with AADSTS2205015.',
      );
    case 'wrongSignature':
      return vscode.l10n.t('The CRL there is not signed by this CA.');
    case 'text':
      return vscode.l10n.t('The CRL there is served as text, and Entra reads DER only (AADSTS2205011).');
    case 'notYetValid':
      return vscode.l10n.t('The CRL there is not valid yet (AADSTS500172).');
    case 'expired':
      return vscode.l10n.t('The CRL there has expired (AADSTS500172).');
    case 'delta':
      return vscode.l10n.t('The CRL there is a delta CRL, and a whole one is wanted (AADSTS500177).');
    case 'base':
      return vscode.l10n.t('The CRL there is a whole one, and a delta CRL is wanted.');
    case 'partial':
      return vscode.l10n.t('The CRL there speaks of some certificates or reasons only (AADSTS500178).');
    case 'tooLarge':
      return vscode.l10n.t('The CRL there is larger than Entra takes.');
    case 'largeForSignIn':
      return vscode.l10n.t('The CRL there is larger than Entra fetches during a sign-in (AADSTS2205014).');
    case 'unverified':
      return vscode.l10n.t('Its signature cannot be verified on this computer.');
    case 'endless':
      return vscode.l10n.t('It does not say when the next one comes.');
  }
}

/** An address as it is shown: a share of Azure Storage as CRL address may be signed. */
export function shownAddress(address: string): string {
  return address === '' ? vscode.l10n.t('none') : maskAddress(address);
}

/** What a mending makes of an authority. */
export function describeChanges({ changes }: Mending): string {
  return [
    ...(changes.certificateRevocationListUrl === undefined
      ? []
      : [`→ ${shownAddress(changes.certificateRevocationListUrl)}`]),
    ...(changes.deltaCertificateRevocationListUrl === undefined
      ? []
      : [
          vscode.l10n.t('delta CRL → {after}', {
            after: shownAddress(changes.deltaCertificateRevocationListUrl),
          }),
        ]),
    ...(changes.type === undefined
      ? []
      : [vscode.l10n.t('type → {after}', { after: typeText(changes.type) })]),
  ].join(' · ');
}

export function typeText(type: 'root' | 'intermediate' | 'unknown'): string {
  return type === 'root' ? vscode.l10n.t('root') : vscode.l10n.t('intermediate');
}

/** How an authority is now, and how the other value is known to be right. */
export function describeReasons({ assessment, changes }: Mending, served: ServedLists): string {
  const { base, delta, authority } = assessment;
  return [
    ...(changes.certificateRevocationListUrl === undefined || !base.proposal
      ? []
      : [
          vscode.l10n.t('now {before}', { before: shownAddress(base.current) }),
          describeProposal(base.proposal, served),
        ]),
    ...(changes.deltaCertificateRevocationListUrl === undefined || !delta.proposal
      ? []
      : [
          vscode.l10n.t('delta CRL now {before}', { before: shownAddress(delta.current) }),
          describeProposal(delta.proposal, served),
        ]),
    ...(changes.type === undefined
      ? []
      : [
          vscode.l10n.t('type now {before}, and its certificate says {after}', {
            before: typeText(authority.type),
            after: typeText(changes.type),
          }),
        ]),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** The evidence for an address, and what there was instead of a CRL to be seen. */
function describeProposal({ address, evidence }: ProposedAddress, served: ServedLists): string {
  if (evidence.list || address === '') {
    return describeEvidence(evidence);
  }
  return [
    vscode.l10n.t('no CRL was seen there'),
    [describeEvidence(evidence), ...describeServed(served.get(comparableAddress(address)))].join('. '),
  ].join(' · ');
}

export type Standing = 'right' | 'mendable' | 'open';

/** Whether something is to be done for an authority, and whether it is known what. */
export function standingOf({ base, delta, proposedType }: Assessment): Standing {
  const isWrong = base.verdict === 'wrong' || base.verdict === 'missing' || delta.verdict === 'wrong';
  const hasProposal =
    base.proposal !== undefined || (delta.verdict === 'wrong' && delta.proposal !== undefined);
  if (hasProposal || proposedType !== undefined) {
    return 'mendable';
  }
  return isWrong || base.verdict === 'unknown' || hasFlaws(base) || hasFlaws(delta) ? 'open' : 'right';
}

function hasFlaws({ flaws }: AddressAssessment): boolean {
  return flaws.length > 0;
}

/** What came of mending, in sentences; none where nothing was to be mended. */
export function describeMended({ done, failed }: MendingOutcome = nothingMended): string[] {
  return [
    ...(done.length > 0 ? [vscode.l10n.t('CRL addresses mended: {count}.', { count: done.length })] : []),
    ...(failed.length > 0
      ? [
          vscode.l10n.t('Not mended: {count}. “Check and Mend CRL Addresses…” tries it again.', {
            count: failed.length,
          }),
        ]
      : []),
  ];
}

/** The same by name, each a line of a report. */
export function listMended({ done, failed }: MendingOutcome = nothingMended): string[] {
  return [
    ...(done.length > 0
      ? [vscode.l10n.t('CRL addresses were mended of: {names}.', { names: done.join(', ') })]
      : []),
    ...failed.map(({ name, reason }) => vscode.l10n.t('Not mended: {name}. {reason}', { name, reason })),
  ];
}
