/** The fields of one certificate as `openssl cms -cmsout -print` has them: nearest to the bytes of all that it prints. */
export interface PrintedStructure {
  readonly version: number;
  readonly serialNumber: bigint;
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly keyAlgorithm: PrintedIdentifier;
  readonly curve: PrintedIdentifier | undefined;
  readonly publicKey: Buffer;
  readonly signatureAlgorithm: PrintedIdentifier;
  readonly extensions: readonly PrintedExtension[];
}

export interface PrintedIdentifier {
  /** OpenSSL's own name; `undefined` (the word) where it has none. */
  readonly name: string;
  readonly oid: string;
}

export interface PrintedExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Buffer;
}

const identifier = /(\S.*) \(([\d.]+)\)/;

export function readPrintedStructure(text: string): PrintedStructure {
  const version = found(text, /^ {10}version: (.*)$/m);
  const parameter = identifier.exec(/^ {14}parameter: OBJECT:(.*)$/m.exec(text)?.[1] ?? '');
  return {
    version: version === '<ABSENT>' ? 1 : Number(version) + 1,
    serialNumber: readNumber(found(text, /^ {10}serialNumber: (\S+)$/m)),
    // To the end of the line that OpenSSL ends: a name may hold what JavaScript also takes for one.
    subject: found(text, /^ {10}subject: {11}([^\n]*)\n/m),
    issuer: found(text, /^ {10}issuer: {11}([^\n]*)\n/m),
    notBefore: readDate(found(text, /^ {12}notBefore: (.*)$/m)),
    notAfter: readDate(found(text, /^ {12}notAfter: (.*)$/m)),
    keyAlgorithm: readIdentifier(found(text, /^ {14}algorithm: (.*)$/m)),
    curve: parameter ? { name: parameter[1] ?? '', oid: parameter[2] ?? '' } : undefined,
    publicKey: readDump(found(text, /^ {12}public_key: .*\n((?: +[0-9a-f]{4,} - .*\n)*)/m)),
    signatureAlgorithm: readIdentifier(found(text, /^ {8}sig_alg: \n +algorithm: (.*)$/m)),
    extensions: readExtensions(text),
  };
}

function found(text: string, pattern: RegExp): string {
  const match = pattern.exec(text);
  if (!match) {
    throw new Error(`OpenSSL printed nothing like ${pattern.source}.`);
  }
  return match[1] ?? '';
}

/** Decimal where it is short, else hex. */
function readNumber(text: string): bigint {
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Jan  1 00:00:00 1850 GMT`. Not by `Date.parse`, which takes the year 1 for 2001. */
function readDate(text: string): Date {
  const [month = '', day, time = '', year] = text.split(/ +/);
  const [hour, minute, second] = time.split(':').map(Number);
  const date = new Date(0);
  date.setUTCFullYear(Number(year), months.indexOf(month), Number(day));
  date.setUTCHours(hour ?? Number.NaN, minute ?? Number.NaN, second ?? Number.NaN);
  return date;
}

function readIdentifier(text: string): PrintedIdentifier {
  const [, name = '', oid = ''] = identifier.exec(text) ?? [];
  return { name, oid };
}

function readExtensions(text: string): PrintedExtension[] {
  const pattern =
    /^ {14}object: .* \(([\d.]+)\)\n +critical: (.*)\n +value: \n((?: +[0-9a-f]{4,} - .*\n)*)/gm;
  return [...text.matchAll(pattern)].map(([, oid = '', critical, dump = '']) => ({
    oid,
    critical: critical === 'TRUE',
    value: readDump(dump),
  }));
}

/** `0000 - 30 82 01 0a 02 82 01 01-00 a4   0.......` */
function readDump(dump: string): Buffer {
  const lines = [...dump.matchAll(/^ +[0-9a-f]{4,} - ((?:[0-9a-f]{2}[ -])+)/gm)];
  return Buffer.from(lines.map(([, octets = '']) => octets.replaceAll(/[ -]/g, '')).join(''), 'hex');
}
