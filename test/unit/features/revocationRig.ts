import {
  checkRevocation,
  mendingsOf,
  type ServedLists,
} from '../../../src/features/mendRevocation/checkRevocation.ts';
import {
  describeAddress,
  describeReasons,
  standingOf,
} from '../../../src/features/mendRevocation/revocationText.ts';
import type { ExportedAuthority } from '../../../src/graph/configurationExport.ts';
import type { ServedRevocationList } from '../../../src/hosting/fetchRevocationList.ts';
import { readCertificate } from '../../../src/pki/certificate.ts';
import { revocationLimits } from '../../../src/pki/revocationLimits.ts';
import { comparableAddress } from '../../../src/pki/revocationVerdict.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { makeAuthority, type RevocationListRequest } from '../../support/openssl.ts';
import { revocationListOf } from '../../support/revocationLists.ts';

/** A root, an issuing CA below it, somebody with a certificate of that, and a check of their CRL addresses. */
export const rootList = 'http://crl.example/root.crl';
export const list = 'http://crl.example/issuing.crl';
export const deltaList = 'http://crl.example/issuing-delta.crl';
/** Where nobody answers. */
export const nobody = 'http://127.0.0.1:9/x.crl';

export const root = await makeAuthority({ name: 'Root' });
export const issuing = await makeAuthority({ name: 'Issuing', issuer: root, crlAddresses: [rootList] });
export const anna = await makeAuthority({
  name: 'Anna',
  issuer: issuing,
  authority: false,
  crlAddresses: [list],
  extensions: [`freshestCRL = URI:${deltaList}`],
});
export const expired: RevocationListRequest = {
  lastUpdate: new Date('2020-01-01'),
  nextUpdate: new Date('2020-02-01'),
};
export const byKey = 'authorityKeyIdentifier = keyid';
export const deltaOf = (base: string): readonly string[] => [
  byKey,
  `2.5.29.27 = critical, DER:02:01:${base}`,
];

export const listOf = async (
  ...made: Parameters<typeof revocationListOf>
): Promise<ServedRevocationList> => ({
  outcome: 'list',
  list: await revocationListOf(...made),
});

export const at = (base: string, delta = ''): Partial<ExportedAuthority> => ({
  certificateRevocationListUrl: base,
  deltaCertificateRevocationListUrl: delta,
});

export async function check(
  authorities: readonly ExportedAuthority[],
  others: readonly { readonly der: Uint8Array }[] = [],
  served: Readonly<Record<string, ServedRevocationList>> = {},
  limits = revocationLimits.public,
) {
  const known: ServedLists = new Map(
    Object.entries(served).map(([address, one]) => [comparableAddress(address), one]),
  );
  const result = await checkRevocation(
    {
      tenancy: { kind: 'sandbox', revocationLimits: limits },
      configuration: { id: 'c1', displayName: 'Contoso' },
      authorities,
      others: others.map(({ der }) => readCertificate(der)),
      clock: new FakeClock(new Date().toISOString()),
      known,
    },
    new AbortController().signal,
  );
  const [first] = result.assessments;
  if (!first) {
    throw new Error('There is one');
  }
  const [mending] = mendingsOf([first]);
  return {
    ...result,
    first,
    mending,
    reasons: mending && describeReasons(mending, result.served),
    standing: standingOf(first),
    text: describeAddress(first.base, result.served),
    deltaText: describeAddress(first.delta, result.served),
  };
}

/** An IssuingDistributionPoint with an address and nothing else: [0] { [0] { [6] address } }. */
export function issuedAt(address: string): string {
  const wrapped = [0x86, 0xa0, 0xa0, 0x30].reduce<Buffer>(
    (content, tag) => Buffer.concat([Buffer.from([tag, content.length]), content]),
    Buffer.from(address),
  );
  return `2.5.29.28 = critical, DER:${wrapped.toString('hex').replaceAll(/..(?=.)/g, '$&:')}`;
}
