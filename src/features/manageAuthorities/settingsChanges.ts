import type { Authority, AuthoritySettings } from '../../graph/model.ts';

export type Settings = Partial<AuthoritySettings>;
export type Field = keyof AuthoritySettings;

/** What of the changes is not so already; undefined where everything is. */
export function neededFor(authority: Authority, changes: Settings): Settings | undefined {
  const now = new Map<string, unknown>(Object.entries(authority));
  const needed: Settings = Object.fromEntries(
    Object.entries(changes).filter(([field, value]) => now.get(field) !== value),
  );
  return Object.keys(needed).length === 0 ? undefined : needed;
}

/** The changes without those that are so already in every one of them. */
export function onlyNew(authorities: readonly Authority[], changes: Settings): Settings {
  const needed = new Set(authorities.flatMap((one) => Object.keys(neededFor(one, changes) ?? {})));
  return Object.fromEntries(Object.entries(changes).filter(([field]) => needed.has(field)));
}

/** The value that all of them have, or undefined where they differ. */
export function commonValue<F extends Field>(
  authorities: readonly Authority[],
  field: F,
): Authority[F] | undefined {
  const [first, ...rest] = authorities;
  return first && rest.every((one) => one[field] === first[field]) ? first[field] : undefined;
}

/** Whether the changes leave one of them with a delta address and no base: every sign-in fails (AADSTS500177). */
export function leavesDeltaAlone(authorities: readonly Authority[], changes: Settings): boolean {
  return authorities
    .map((authority) => ({ ...authority, ...changes }))
    .some((one) => one.deltaCertificateRevocationListUrl !== '' && one.certificateRevocationListUrl === '');
}
