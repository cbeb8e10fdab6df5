import * as vscode from 'vscode';
import type { ServedRevocationList } from '../../hosting/fetchRevocationList.ts';
import { isSignedAddress, maskAddress } from '../../hosting/uploadAddress.ts';
import { displayNameOf } from '../../pki/distinguishedName.ts';
import type { FileKind } from '../../pki/fileKind.ts';
import type { RevocationFlaw } from '../../pki/revocationFlaws.ts';
import type { RevocationList } from '../../pki/revocationList.ts';
import {
  type AddressAssessment,
  comparableAddress,
  type Evidence,
  isWebAddress,
  type ProposedAddress,
} from '../../pki/revocationVerdict.ts';
import { problemOfRevocationAddress } from '../revocationAddressProblem.ts';
import { type MendingOutcome, nothingMended } from './applyMendings.ts';
import type { Assessment, Mending, ServedLists } from './checkRevocation.ts';

/** What is known of an address, in a few sentences. */
export function describeAddress(assessment: AddressAssessment, served: ServedLists): string {
  const { verdict, current, flaws } = assessment;
  const unseen = assessment.isSeen ? [] : describeServed(served.get(comparableAddress(current)));
  const sentences = (): readonly string[] => {
    switch (verdict) {
      case 'missing':
        return [describeMissing(assessment)];
      case 'right':
        return [describeRight(assessment), ...unseen, ...flaws.map(describeFlaw)];
      case 'wrong':
        return describeWrong(assessment, unseen, hasOtherAnswer(served.get(comparableAddress(current))));
      case 'unknown':
        return [
          ...unseen,
          ...flaws.map(describeFlaw),
          ...(assessment.doubt ? [] : [describeUntold(assessment)]),
        ];
    }
  };
  return [
    ...sentences(),
    ...(isSecure(current) ? [describeSecure()] : []),
    ...describeDoubt(assessment),
  ].join(' ');
}

function describeMissing({ kind, lacksBase }: AddressAssessment): string {
  if (kind === 'delta') {
    return vscode.l10n.t('There is no delta address, and none is needed.');
  }
  return lacksBase
    ? vscode.l10n.t('There is a delta address and no base: every sign-in fails with AADSTS500177.')
    : vscode.l10n.t('No address: revocation is not checked; where the policy demands it, sign-ins fail.');
}

function describeRight({ evidence }: AddressAssessment): string {
  if (!evidence.list) {
    return vscode.l10n.t('{issued}, which this CA issued, names it.', { issued: nameOf(evidence) });
  }
  return evidence.isVerified
    ? vscode.l10n.t('The CRL there is signed by this CA.')
    : vscode.l10n.t('The CRL there has the name and the key identifier of this CA.');
}

/** Whether something else than a CRL is there. */
function hasOtherAnswer(served: ServedRevocationList | undefined): boolean {
  return served !== undefined && ['status', 'noList', 'damaged', 'tooLarge'].includes(served.outcome);
}

function describeWrong(
  assessment: AddressAssessment,
  unseen: readonly string[],
  isAnswered: boolean,
): readonly string[] {
  const { kind, current, lacksBase, flaws, servedFor, isIssuers, proposal } = assessment;
  const problem = isWebAddress(current) ? undefined : problemOfRevocationAddress(current);
  if (problem) {
    return [problem];
  }
  if (kind === 'delta' && lacksBase) {
    return [vscode.l10n.t('There is no base for it: every sign-in fails with AADSTS500177.')];
  }
  if (servedFor && flaws.includes('otherIssuer')) {
    return [
      vscode.l10n.t('The CRL there is that of {name}: a sign-in fails with AADSTS2205015.', {
        name: displayNameOf(servedFor.subject),
      }),
    ];
  }
  if (flaws.length > 0) {
    return flaws.map(describeFlaw);
  }
  if (isIssuers && isAnswered) {
    return [...unseen, vscode.l10n.t('The certificate of the CA names it, so it is its issuer’s.')];
  }
  if (isIssuers) {
    return [
      vscode.l10n.t(
        'The certificate of the CA names it, so it is its issuer’s: a sign-in fails with AADSTS2205015.',
      ),
    ];
  }
  return [
    ...unseen,
    proposal?.evidence.issued
      ? vscode.l10n.t('What this CA issued names another address.')
      : vscode.l10n.t('The CRL of this CA is served at another address.'),
  ];
}

/** What speaks for another address than one that could not be looked at. */
function describeDoubt({ doubt }: AddressAssessment): string[] {
  if (!doubt) {
    return [];
  }
  const address = shownAddress(doubt.address);
  return [
    doubt.evidence.list
      ? vscode.l10n.t('The CRL of this CA is served at another address, too: {address}', { address })
      : vscode.l10n.t('{issued}, which this CA issued, names another address: {address}', {
          issued: nameOf(doubt.evidence),
          address,
        }),
    ...doubt.flaws.filter((flaw) => flaw !== 'unverified').map(describeFlaw),
  ];
}

function describeUntold({ isTold }: AddressAssessment): string {
  return isTold
    ? vscode.l10n.t('What this CA issued names no address for it at which Entra gets a CRL.')
    : vscode.l10n.t('No certificate that this CA issued is here to tell.');
}

const isSecure = (address: string): boolean => /^https:/i.test(address);

const describeSecure = (): string =>
  vscode.l10n.t('It is an https address, and Microsoft’s documentation promises http only.');

/** How it is known that an address is the one to take. */
function describeEvidence({ issued, list, isVerified }: Evidence): string {
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
    case 'redirectedAway':
      return [
        vscode.l10n.t('It is redirected into a local network from here, so its CRL was not looked at.'),
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
    case 'maybeInternal':
      return vscode.l10n.t(
        'From here its host is one of a local network: whether Entra reaches it is not known.',
      );
    case 'maybePartial':
      return vscode.l10n.t(
        'This CA issues another CRL at another address, too: the one there may speak of some certificates only (AADSTS500178).',
      );
    case 'laterBase':
      return vscode.l10n.t('The delta CRL there is for a later base than the one that is served.');
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

/** An address as it is shown: a share of Azure Storage as CRL address may be signed. Other queries tell one CRL from another. */
export function shownAddress(address: string): string {
  if (address === '') {
    return vscode.l10n.t('none');
  }
  return isSignedAddress(address) ? maskAddress(address) : address;
}

/** The offer to mend. */
export function mendLabel(count: number): string {
  return count === 1
    ? vscode.l10n.t('Mend 1 Authority')
    : vscode.l10n.t('Mend {count} Authorities', { count });
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

/** What a sign-in would meet at an address, and the evidence for it. */
export function describeProposal({ address, evidence, flaws }: ProposedAddress, served: ServedLists): string {
  if (address === '') {
    return vscode.l10n.t('none is needed');
  }
  const seen = evidence.list
    ? flaws.filter((flaw) => flaw !== 'unverified').map(describeFlaw)
    : [vscode.l10n.t('No CRL was seen there.')];
  const unseen = evidence.list ? [] : describeServed(served.get(comparableAddress(address)));
  return [...seen, capitalized(describeEvidence(evidence)), ...unseen].join(' ');
}

function capitalized(text: string): string {
  return text === '' ? '' : `${text.slice(0, 1).toLocaleUpperCase()}${text.slice(1)}.`;
}

export type Standing = 'right' | 'mendable' | 'open';

/** Whether something is to be done for an authority, and whether it is known what. */
export function standingOf(assessment: Assessment): Standing {
  const { base, delta, proposedType } = assessment;
  if (base.proposal || (delta.verdict === 'wrong' && delta.proposal) || proposedType !== undefined) {
    return 'mendable';
  }
  return hasOpenAddress(assessment) ? 'open' : 'right';
}

/** Whether an address of an authority is not as it should be, and no better one is known. */
export function hasOpenAddress({ base, delta }: Assessment): boolean {
  return (
    (!base.proposal && !isSettled(base)) || (delta.current !== '' && !delta.proposal && !isSettled(delta))
  );
}

/** Whether a CRL was seen at the address over which nothing is to be said. */
function isSettled({ current, verdict, isSeen, flaws }: AddressAssessment): boolean {
  return (
    verdict === 'right' && isSeen && flaws.every((flaw) => flaw === 'maybeInternal') && !isSecure(current)
  );
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
