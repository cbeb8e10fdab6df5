import pMap from 'p-map';
import type { Clock } from '../../graph/clock.ts';
import type { ExportedAuthority } from '../../graph/configurationExport.ts';
import type { Configuration } from '../../graph/model.ts';
import { fetchRevocationList, type ServedRevocationList } from '../../hosting/fetchRevocationList.ts';
import type { Certificate } from '../../pki/certificate.ts';
import {
  type AuthorityAssessment,
  addressesToRead,
  assessRevocation,
} from '../../pki/revocationAssessment.ts';
import { isUnusable } from '../../pki/revocationFlaws.ts';
import type { RevocationList } from '../../pki/revocationList.ts';
import { type AssessedAuthority, comparableAddress } from '../../pki/revocationVerdict.ts';
import { SignatureChecker } from '../../pki/signature.ts';
import type { Tenancy } from '../tenancy.ts';

/** How many CRLs are fetched at the same time. */
const concurrency = 6;

/** An authority of a configuration, as it is assessed. */
export interface CheckedAuthority extends AssessedAuthority {
  readonly exported: ExportedAuthority;
}

export type Assessment = AuthorityAssessment<CheckedAuthority>;

/** What is served where, by comparable address. An address is asked once in a check, however often it is assessed. */
export type ServedLists = ReadonlyMap<string, ServedRevocationList>;

/** How the CRL addresses of a configuration stand. */
export interface RevocationCheck {
  readonly configuration: Pick<Configuration, 'id' | 'displayName'>;
  readonly assessments: readonly Assessment[];
  readonly served: ServedLists;
  readonly checkedAt: Date;
}

export interface RevocationQuestion {
  readonly tenancy: Pick<Tenancy, 'kind' | 'revocationLimits'>;
  readonly configuration: Pick<Configuration, 'id' | 'displayName'>;
  readonly authorities: readonly ExportedAuthority[];
  /** Certificates that tell where CAs publish, beside those of the authorities. */
  readonly others: readonly Certificate[];
  readonly clock: Clock;
  /** What was fetched already; it is not fetched again. */
  readonly known?: ServedLists;
}

/**
 * Fetches every CRL that tells something about the authorities, as Entra would, and assesses their addresses by it.
 * @throws the signal's reason when aborted; a CRL that cannot be had is a finding
 */
export async function checkRevocation(
  { tenancy, configuration, authorities, others, clock, known = new Map() }: RevocationQuestion,
  signal: AbortSignal,
  onProgress?: (done: number, total: number) => void,
): Promise<RevocationCheck> {
  const checked = authorities.map(
    (exported): CheckedAuthority => ({
      exported,
      certificate: exported.certificate,
      type: exported.type,
      base: exported.certificateRevocationListUrl,
      delta: exported.deltaCertificateRevocationListUrl,
    }),
  );
  // What could not be had may be there now.
  const kept = new Map([...known].filter(([, served]) => readAt(served) !== undefined));
  const addresses = addressesToRead(checked, others).filter(
    (address) => !kept.has(comparableAddress(address)),
  );
  let done = 0;
  const fetched = await pMap(
    addresses,
    async (address): Promise<readonly [string, ServedRevocationList]> => {
      const served = await fetchRevocationList(
        address,
        tenancy.revocationLimits,
        tenancy.kind === 'sandbox',
        signal,
      );
      done += 1;
      onProgress?.(done, addresses.length);
      return [comparableAddress(address), served];
    },
    { concurrency, signal },
  );
  const served = new Map([...kept, ...fetched]);
  const lists = new Map(
    [...served].flatMap(([key, one]) => {
      const read = readAt(one);
      return read === undefined ? [] : [[key, read] as const];
    }),
  );
  const checkedAt = clock.now();
  const internal = [...served.values()].flatMap((one) =>
    one.outcome === 'list' && one.isInternal ? [one.list] : [],
  );
  const context = {
    now: checkedAt,
    limits: tenancy.revocationLimits,
    signatures: new SignatureChecker(),
    internal: new Set(internal),
  };
  return {
    configuration,
    assessments: assessRevocation(checked, others, lists, context),
    served,
    checkedAt,
  };
}

/** What an address is worth; undefined where it only could not be asked from here and now. */
function readAt(served: ServedRevocationList): RevocationList | 'none' | 'local' | undefined {
  switch (served.outcome) {
    case 'list':
      return served.list;
    case 'notReachable':
      return 'local';
    case 'noList':
    case 'damaged':
    case 'tooLarge':
      return 'none';
    case 'status':
      return served.status === 404 || served.status === 410 ? 'none' : undefined;
    case 'redirectedAway':
    case 'timedOut':
    case 'unreachable':
      return undefined;
  }
}

/** What is to be changed in an authority: only what was assessed as wrong or missing, and a better one is known of. */
export interface Mending {
  readonly assessment: Assessment;
  readonly changes: {
    readonly certificateRevocationListUrl?: string;
    readonly deltaCertificateRevocationListUrl?: string;
    readonly type?: 'root' | 'intermediate';
  };
  /**
   * Whether it is not ticked by itself: it only adds a delta address, which is not needed, or it is not sure that every sign-in that goes
   * through now does so with it.
   */
  readonly isOptional: boolean;
}

export function mendingsOf(assessments: readonly Assessment[]): readonly Mending[] {
  return assessments.flatMap((assessment) => {
    const { base, delta, proposedType, isTypeSure } = assessment;
    const isAddedDelta = delta.verdict === 'missing' && delta.proposal !== undefined;
    // A delta goes with a base that is known to be of use; a delta without a base is an error (AADSTS500177).
    const isBaseOfUse = base.proposal
      ? base.proposal.isUsable
      : base.verdict === 'right' && base.isSeen && !isUnusable(base.flaws);
    const hasBase = base.proposal ? base.proposal.address !== '' : base.current !== '';
    const newDelta =
      delta.proposal && (delta.proposal.address === '' || (isAddedDelta ? isBaseOfUse : hasBase))
        ? delta.proposal
        : undefined;
    const changes = {
      ...(base.proposal && { certificateRevocationListUrl: base.proposal.address }),
      ...(newDelta && { deltaCertificateRevocationListUrl: newDelta.address }),
      ...(proposedType && { type: proposedType }),
    };
    const isUnsure =
      (base.proposal !== undefined && !base.isSure && !base.lacksBase) ||
      (proposedType !== undefined && !isTypeSure);
    const isOptional = isUnsure || (isAddedDelta && !base.proposal && proposedType === undefined);
    return Object.keys(changes).length === 0 ? [] : [{ assessment, changes, isOptional }];
  });
}
