import { measureActivation } from './activation.ts';
import { measureBundle } from './bundle.ts';
import { measureHash } from './hash.ts';

/** Prints how the extension compares with another program in the same run. Nothing is asserted: machines differ. */
interface Comparison {
  readonly what: string;
  readonly ours: number;
  readonly theirs: number;
  readonly other: string;
  /** The ratio that is aimed for. */
  readonly aim: number;
}

const comparisons: Comparison[] = [
  { what: 'SHA-256 of a 1 GiB file', ...(await measureHash()), other: 'sha256sum', aim: 1.2 },
  {
    what: 'reading a bundle of 250 authorities',
    ...(await measureBundle()),
    other: 'openssl pkcs7 -print_certs',
    aim: 1,
  },
  { what: 'activation', ...(await measureActivation()), other: 'an empty extension', aim: 1.5 },
];
for (const { what, ours, theirs, other, aim } of comparisons) {
  const ratio = ours / theirs;
  console.log(
    `${what}: ${ours.toFixed(1)} ms, ${other} ${theirs.toFixed(1)} ms, ratio ${ratio.toFixed(2)} (aim ≤ ${aim})`,
  );
}
