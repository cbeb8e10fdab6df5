import { measureActivation } from './activation.ts';
import { makeCertificates, measureBundle } from './bundle.ts';
import { measureHash } from './hash.ts';
import { measureRevocationList } from './revocation.ts';
import { measureTrustStore } from './trustStore.ts';
import { measureViewer } from './viewer.ts';

/** Prints how the extension compares with another program in the same run. Nothing is asserted: machines differ. */
interface Comparison {
  readonly what: string;
  readonly ours: number;
  readonly theirs: number;
  readonly other: string;
  /** The ratio that is aimed for. */
  readonly aim: number;
}

const printing = 'openssl pkcs7 -print_certs';
const verifying = 'openssl verify';
const building = 'openssl crl2pkcs7';
const small = await measureBundle(250, 10);
const large = await measureBundle(5000, 3);
const tenth = 'a tenant a tenth as large';
const store = await measureTrustStore();
const comparisons: Comparison[] = [
  { what: 'SHA-256 of a 1 GiB file', ...(await measureHash()), other: 'sha256sum', aim: 1.2 },
  { what: 'reading 250 certificates', ...small.read, other: printing, aim: 1 },
  { what: 'reading and checking 250', ...small.checked, other: verifying, aim: 1 },
  { what: 'building a bundle of 250', ...small.built, other: building, aim: 1 },
  { what: 'reading 5,000 certificates', ...large.read, other: printing, aim: 1 },
  { what: 'reading and checking 5,000', ...large.checked, other: verifying, aim: 1 },
  { what: 'building a bundle of 5,000', ...large.built, other: building, aim: 1 },
  {
    what: 'reading a CRL of 1,000,000 entries',
    ...(await measureRevocationList(1_000_000, 3)),
    other: 'openssl crl',
    aim: 1,
  },
  {
    what: 'first view of 250 certificates with findings',
    ...(await measureViewer(makeCertificates(250))),
    other: 'a text file',
    aim: 10,
  },
  { what: 'first picture of 50 configurations', ...store.firstPicture, other: tenth, aim: 10 },
  { what: 'rows of 250 authorities', ...store.node, other: tenth, aim: 1.5 },
  { what: 'a letter in the filter over 12,500 authorities', ...store.filter, other: tenth, aim: 12 },
  { what: 'activation', ...(await measureActivation()), other: 'an empty extension', aim: 1.5 },
];
for (const { what, ours, theirs, other, aim } of comparisons) {
  const ratio = ours / theirs;
  console.log(
    `${what}: ${ours.toFixed(1)} ms, ${other} ${theirs.toFixed(1)} ms, ratio ${ratio.toFixed(2)} (aim ≤ ${aim})`,
  );
}
