import { t } from '@vscode/l10n';
import { unreachableHost } from './reach.ts';
import { describeUnreachable } from './uploadAddress.ts';

/** An address of a container of Azure Blob Storage, as somebody typed or pasted it. */
export type ContainerAddress =
  | {
      readonly ok: true;
      /** Of the container, without a signature and without a slash at the end. */
      readonly container: string;
      /** The signature with everything that goes with it, without the question mark; undefined where there is none. */
      readonly signature: string | undefined;
    }
  | { readonly ok: false; readonly message: string };

/**
 * Reads the address of a container: `https://{account}.blob.core.windows.net/{container}`, or with the account in the path, as
 * emulators have it.
 * @param privateAllowed whether http and hosts of this network will do, as for the sandbox
 */
export function readContainerAddress(text: string, privateAllowed: boolean): ContainerAddress {
  const url = URL.parse(text.trim());
  if (!url || !/^https?:$/.test(url.protocol)) {
    return { ok: false, message: t('Enter the whole address of the container, beginning with https://.') };
  }
  if (url.protocol === 'http:' && !privateAllowed) {
    return { ok: false, message: t('The address has to begin with https://: a signature is a secret.') };
  }
  if (url.username !== '' || url.password !== '') {
    return { ok: false, message: t('An address with a user name or password is refused.') };
  }
  const unreachable = privateAllowed ? undefined : unreachableHost(url.hostname);
  if (unreachable) {
    return { ok: false, message: describeUnreachable(unreachable) };
  }
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const isInPath = /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (segments.length < (isInPath ? 2 : 1)) {
    return {
      ok: false,
      message: t('This is the address of the account. Add a slash and the name of the container.'),
    };
  }
  if (segments.length > (isInPath ? 2 : 1)) {
    return {
      ok: false,
      message: t('This is the address of a blob. Take the address of its container.'),
    };
  }
  const container = `${url.origin}/${segments.join('/')}`;
  return { ok: true, container, signature: url.searchParams.has('sig') ? url.search.slice(1) : undefined };
}

/** What stands against giving bundles an address by a signature, or should be known of it. */
export interface SignatureProblem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** How long a job may take and still fetch its bundle, in milliseconds: 30 minutes, and as long again for one that is late. */
export const timeOfJob = 60 * 60_000;

/**
 * Looks at a shared access signature for a container before it is used.
 * Source: Azure Storage, "Create a service SAS" and "Create an account SAS", the fields sp, se, st, sr, srt, spr, si.
 * @param now by the clock of the service, where that is known
 */
export function problemsOfSignature(signature: string, now: Date): readonly SignatureProblem[] {
  const fields = new URLSearchParams(signature);
  return [...problemsOfTerms(signature), ...problemsOfTime(fields, fields.has('si'), now)];
}

/** The same without its time: what is known without a clock. */
export function problemsOfTerms(signature: string): readonly SignatureProblem[] {
  const fields = new URLSearchParams(signature);
  const problems: SignatureProblem[] = [];
  const tell = (severity: SignatureProblem['severity'], message: string): number =>
    problems.push({ severity, message });
  const isPolicy = fields.has('si');
  const [permissions, resource] = [fields.get('sp'), fields.get('sr')];
  if (resource === 'b') {
    tell('error', t('It is for a single blob. A signature for the container is needed.'));
  }
  if (resource === null && !(fields.get('srt') ?? '').includes('o')) {
    tell('error', t('It allows nothing with blobs: its resource types lack “object”.'));
  }
  if (permissions === null ? !isPolicy : !permissions.includes('r')) {
    tell('error', t('It does not allow reading (r), so nobody could fetch the bundle by it.'));
  }
  if (permissions === null ? !isPolicy : !/[cw]/.test(permissions)) {
    tell('error', t('It does not allow creating or writing blobs (c or w).'));
  }
  if (permissions !== null && !permissions.includes('d')) {
    tell('warning', t('It does not allow deleting (d): the bundle stays in the container afterwards.'));
  }
  if (fields.has('sip')) {
    tell('error', t('It is limited to some IP addresses, and those from which Entra fetches are not known.'));
  }
  return problems;
}

function problemsOfTime(fields: URLSearchParams, isPolicy: boolean, now: Date): SignatureProblem[] {
  const [start, end] = [fields.get('st'), fields.get('se')].map((text) => Date.parse(text ?? ''));
  if (end !== undefined && Number.isNaN(end)) {
    return isPolicy
      ? [{ severity: 'warning', message: t('When it ends is decided by a policy of the container.') }]
      : [{ severity: 'error', message: t('It has no time at which it ends (se).') }];
  }
  const until = new Date(end ?? 0);
  if (until <= now) {
    return [{ severity: 'error', message: t('It has expired on {0}.', until.toISOString()) }];
  }
  if (start !== undefined && start > now.getTime()) {
    return [
      { severity: 'error', message: t('It does not count before {0}.', new Date(start).toISOString()) },
    ];
  }
  return until.getTime() < now.getTime() + timeOfJob
    ? [
        {
          severity: 'warning',
          message: t('It ends on {0}, and a job may take longer than that.', until.toISOString()),
        },
      ]
    : [];
}
