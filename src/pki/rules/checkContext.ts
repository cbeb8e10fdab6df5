import type { RuleSeverities } from './finding.ts';
import type { RuleId } from './ruleTable.ts';

/** What the trust store has already. */
export interface KnownAuthorities {
  /** SHA-1, upper-case hex. */
  readonly thumbprints: ReadonlySet<string>;
  /** Subject key identifiers, lower-case hex. */
  readonly keyIdentifiers: ReadonlySet<string>;
}

/** In which light certificates are looked at. */
export interface CheckContext {
  readonly now: Date;
  /** How many days before its end a certificate is said to expire soon. */
  readonly warningDays: number;
  readonly severities: RuleSeverities;
  /** The configuration that the certificates are for, where there is one. */
  readonly known?: KnownAuthorities;
}

/** Notes a finding about the certificate that is looked at. */
export type Tell = (rule: RuleId, detail?: string) => void;
