import { type RevocationList, readRevocationList } from '../../src/pki/revocationList.ts';
import { derOf, makeRevocationList, type OpensslAuthority, type RevocationListRequest } from './openssl.ts';

/** A CRL that OpenSSL made, as it is read here. */
export async function revocationListOf(
  ca: OpensslAuthority,
  request: RevocationListRequest = {},
  form: 'der' | 'text' = 'der',
): Promise<RevocationList> {
  const pem = await makeRevocationList(ca, request);
  const reading = readRevocationList(form === 'der' ? derOf(pem) : Buffer.from(pem));
  if (reading.outcome !== 'read') {
    throw new Error('OpenSSL made no CRL');
  }
  return reading.list;
}
