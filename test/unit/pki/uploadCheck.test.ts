import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/pki/bundle.ts';
import type { GroupedFinding, RuleSeverities } from '../../../src/pki/rules/finding.ts';
import { serviceLimits } from '../../../src/pki/serviceLimits.ts';
import { runToEnd } from '../../../src/pki/slices.ts';
import { checkUpload, type UploadCheck } from '../../../src/pki/uploadCheck.ts';
import {
  makeBundle,
  makeRevocationList,
  makeStreamedMessage,
  type OpensslAuthority,
} from '../../support/openssl.ts';
import {
  der,
  expectBundle,
  hex,
  itemAt,
  spliceBundle,
  variantsOf,
  withSubject,
} from '../../support/pkiFixtures.ts';
import { endDate, issue, issueOfSize, keyIdentifierOf, now } from '../../support/ruleFixtures.ts';

let root: OpensslAuthority;
let issuing: OpensslAuthority;
let expired: OpensslAuthority;
let person: OpensslAuthority;

beforeAll(async () => {
  root = await issue({ name: 'Root CA' });
  issuing = await issue({ name: 'Issuing CA', issuer: root });
  expired = await issue({ name: 'Old CA', issuer: root, endDate: new Date('2026-01-01T00:00:00Z') });
  person = await issue({ name: 'Somebody', issuer: root, authority: false });
});

async function bundleWith(...authorities: readonly OpensslAuthority[]): Promise<Bundle> {
  return expectBundle(await makeBundle(authorities, 'der'));
}

interface Circumstances {
  readonly size?: number;
  /** Thumbprints of what the configuration has; it knows the root's key always. */
  readonly known?: readonly string[];
  readonly severities?: RuleSeverities;
  readonly at?: Date;
}

function check(bundle: Bundle, circumstances: Circumstances = {}): UploadCheck {
  const { size = 1000, known = [], severities = {}, at = now } = circumstances;
  const authorities = { thumbprints: new Set(known), keyIdentifiers: new Set([keyIdentifierOf(root)]) };
  return runToEnd(checkUpload(bundle, size, { now: at, warningDays: 60, severities, known: authorities }));
}

function findingsOf(bundle: Bundle, circumstances?: Circumstances): readonly GroupedFinding[] {
  return check(bundle, circumstances).findings;
}

/** For certificates that were changed after they were signed. */
const severities: RuleSeverities = { CBA011: 'off' };

describe('a bundle that fits', () => {
  it('has no findings', async () => {
    expect(findingsOf(await bundleWith(root, issuing))).toEqual([]);
  });

  it('has its certificates told as they are to be shown', async () => {
    const bundle = await bundleWith(root, issuing, expired, person);
    const { certificates } = check(bundle, { known: [issuing.thumbprint] });
    const facts = { isAuthority: true, isRoot: false, isExpired: false, isKnown: false };
    expect(certificates).toMatchObject([
      { ...facts, name: 'Root CA', thumbprint: root.thumbprint, isRoot: true },
      { ...facts, name: 'Issuing CA', thumbprint: issuing.thumbprint, isKnown: true },
      { ...facts, name: 'Old CA', thumbprint: expired.thumbprint, isExpired: true },
      { ...facts, name: 'Somebody', thumbprint: person.thumbprint, isAuthority: false },
    ]);
    expect(certificates.map(({ certificate }) => certificate)).toEqual(
      bundle.certificates.map(({ certificate }) => certificate),
    );
  });

  it('holds a certificate that ends in this very moment, and no later', async () => {
    const bundle = await bundleWith(root);
    const at = (moment: Date): boolean => itemAt(check(bundle, { at: moment }).certificates, 0).isExpired;
    expect(at(new Date(endDate))).toBe(false);
    expect(at(new Date(endDate.getTime() + 1))).toBe(true);
  });

  it('is not told what is only good to know', async () => {
    const bundle = await bundleWith(root, issuing);
    expect(findingsOf(bundle, { severities: { CBA016: 'warning' } })).toEqual([
      {
        severity: 'warning',
        message:
          'No distribution point: Issuing CA. ' +
          'It does not say where its issuer publishes the revocation list that Entra needs.',
      },
    ]);
    expect(findingsOf(bundle, { severities: { CBA016: 'information' } })).toEqual([]);
  });
});

describe('what the service will refuse is an error', () => {
  it('by the limits that its documentation tells', () => {
    expect(serviceLimits).toEqual({
      authorities: 250,
      certificateBytes: 8192,
      fileBytes: 2_097_152,
      chainLength: 10,
    });
  });

  it('not a CA', async () => {
    expect(findingsOf(await bundleWith(root, person))).toEqual([
      {
        severity: 'error',
        message: 'Not a CA certificate: Somebody. The service takes certification authorities only.',
      },
    ]);
  });

  it('in the configuration already', async () => {
    expect(findingsOf(await bundleWith(root, issuing), { known: [root.thumbprint] })).toEqual([
      {
        severity: 'error',
        message: 'Already in the configuration: Root CA. The service refuses duplicates.',
      },
    ]);
  });

  it('in the bundle twice, or more often', () => {
    const bundle = expectBundle(spliceBundle([root.der, issuing.der, root.der, root.der]));
    expect(findingsOf(bundle)).toEqual([
      {
        severity: 'error',
        message: 'More than once in the bundle: Root CA, Root CA. The service refuses duplicates.',
      },
    ]);
  });

  it('damaged, with the place of the member', () => {
    const bundle = expectBundle(spliceBundle([root.der, hex('30 00')]));
    const { position, offset, message } = itemAt(bundle.damaged, 0);
    expect(message).toMatch(/^The signature/);
    expect(findingsOf(bundle)).toEqual([
      {
        severity: 'error',
        message:
          `Damaged: certificate ${position} at byte ${offset}: ${message}. ` +
          'What cannot be read here is not read by the service either.',
      },
    ]);
  });

  it.each([
    [serviceLimits.certificateBytes, 0],
    [serviceLimits.certificateBytes + 1, 1],
  ])('a certificate of %i bytes: %i findings', async (size, count) => {
    const findings = findingsOf(await bundleWith(root, await issueOfSize('Large CA', size)));
    const message = 'Larger than 8 KB: Large CA. The service documents a limit of 8 KB for a certificate.';
    expect(findings).toEqual([{ severity: 'error', message }].slice(0, count));
  });

  it.each([
    [serviceLimits.fileBytes, 0],
    [serviceLimits.fileBytes + 1, 1],
  ])('a file of %i bytes: %i findings', async (size, count) => {
    const findings = findingsOf(await bundleWith(root), { size });
    const message = `Larger than 2 MB: ${size} bytes. The service documents a limit of 2 MB for a file.`;
    expect(findings).toEqual([{ severity: 'error', message }].slice(0, count));
  });

  const thumbprints = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => `KNOWN${index}`);

  it.each([
    [250, 0, undefined],
    [251, 0, 251],
    [1, 249, undefined],
    [1, 250, 251],
    [250, 250, 500],
  ])('%i certificates beside %i in the configuration: %s', (added, known, total) => {
    const bundle = expectBundle(spliceBundle(variantsOf(root.der, added)));
    const findings = findingsOf(bundle, { known: thumbprints(known), severities });
    const message =
      `Too many authorities: the configuration would have ${total}. ` +
      'The service documents a limit of 250 authorities in a configuration.';
    expect(findings).toEqual(total === undefined ? [] : [{ severity: 'error', message }]);
  });

  it('does not count a certificate twice that is there already or comes twice', async () => {
    const bundle = expectBundle(spliceBundle([root.der, issuing.der, issuing.der]));
    const known = [root.thumbprint, ...thumbprints(248)];
    const messages = findingsOf(bundle, { known }).map(({ message }) => message);
    expect(messages).toEqual([
      'Already in the configuration: Root CA. The service refuses duplicates.',
      'More than once in the bundle: Issuing CA. The service refuses duplicates.',
    ]);
    const more = findingsOf(bundle, { known: [...known, 'ONE MORE'] });
    expect(more).toHaveLength(3);
    expect(more[0]?.message).toContain('the configuration would have 251.');
  });

  it('all of it at once, errors first', async () => {
    const bundle = await bundleWith(root, expired, person);
    const size = serviceLimits.fileBytes + 1;
    const findings = findingsOf(bundle, { size, known: [root.thumbprint, ...thumbprints(250)] });
    expect(findings.map(({ severity, message }) => `${severity}: ${message.split(/[.:]/)[0]}`)).toEqual([
      'error: Too many authorities',
      'error: Larger than 2 MB',
      'error: Already in the configuration',
      'error: Not a CA certificate',
      'warning: Expired',
    ]);
  });
});

describe('what may not be meant is a warning', () => {
  const warning = (message: string): GroupedFinding[] => [{ severity: 'warning', message }];

  it('expired', async () => {
    expect(findingsOf(await bundleWith(expired))).toEqual(
      warning('Expired: Old CA. Nobody can sign in with certificates of an expired authority.'),
    );
  });

  it('revocation lists beside', async () => {
    const bundle = expectBundle(await makeBundle([root], 'der', [await makeRevocationList(root)]));
    expect(findingsOf(bundle)).toEqual(
      warning('Revocation lists in the bundle: 1. The trust store takes certificates only.'),
    );
  });

  it('members that are no certificates', () => {
    expect(findingsOf(expectBundle(spliceBundle([root.der, hex('a1 00')])))).toEqual(
      warning(
        'Other members in the bundle: 1. They are no X.509 certificates, but for example attribute certificates.',
      ),
    );
  });

  it('content, and indefinite lengths', async () => {
    expect(findingsOf(expectBundle(await makeStreamedMessage([root])))).toEqual([
      ...warning('The bundle uses indefinite lengths (BER). DER is the form that is known to work.'),
      ...warning('Content in the bundle. The file is a signed message with content, not only certificates.'),
    ]);
  });

  it('text instead of DER', async () => {
    const expected = warning('The bundle is text (PEM). Binary DER is the form that is known to work.');
    expect(findingsOf(expectBundle(await makeBundle([root], 'pem')))).toEqual(expected);
    const base64 = Buffer.from((await makeBundle([root], 'der')).toString('base64'));
    expect(findingsOf(expectBundle(base64))).toEqual(expected);
  });

  it.each([1, 2])('%i more PEM blocks than the one that is read', async (count) => {
    const text = await makeBundle([root], 'pem');
    const bytes = Buffer.concat(Array<Buffer>(1 + count).fill(text));
    expect(findingsOf(expectBundle(bytes)).slice(1)).toEqual(
      warning(`PEM blocks beside the bundle: ${count}. Only the first bundle of a file is used.`),
    );
  });

  it.each([1, 12])('%i bytes behind the bundle', async (count) => {
    const bytes = Buffer.concat([await makeBundle([root], 'der'), Buffer.alloc(count)]);
    expect(findingsOf(expectBundle(bytes))).toEqual(
      warning(
        `Bytes behind the end: ${count}. ` +
          'They are uploaded with the file, and it is not known what the service makes of them.',
      ),
    );
  });
});

describe('names in a finding', () => {
  it.each([
    [1, 'Expired: CA 1. N'],
    [3, 'Expired: CA 1, CA 2, CA 3. N'],
    [4, 'Expired: CA 1, CA 2, CA 3 and 1 more. N'],
    [20, 'Expired: CA 1, CA 2, CA 3 and 17 more. N'],
  ])('of %i certificates begin with "%s"', (count, expected) => {
    const certificates = Array.from({ length: count }, (_, index) => {
      const commonName = der(0x30, hex('06 03 55 04 03'), der(0x0c, Buffer.from(`CA ${index + 1}`)));
      return withSubject(expired.der, der(0x30, der(0x31, commonName)));
    });
    const [first, ...others] = findingsOf(expectBundle(spliceBundle(certificates)), { severities });
    expect(first?.message.startsWith(expected)).toBe(true);
    expect(others).toEqual([]);
  });

  it('stand for all certificates that one rule is about, and each rule has its own', async () => {
    const findings = findingsOf(await bundleWith(expired, person, root), {
      known: [root.thumbprint, expired.thumbprint],
    });
    expect(findings.map(({ message }) => message)).toEqual([
      'Already in the configuration: Old CA, Root CA. The service refuses duplicates.',
      'Not a CA certificate: Somebody. The service takes certification authorities only.',
      'Expired: Old CA. Nobody can sign in with certificates of an expired authority.',
    ]);
  });

  it('are those of the members at the positions that are told, whatever stands between', () => {
    const bundle = expectBundle(spliceBundle([hex('a1 00'), root.der, hex('30 00'), person.der]));
    expect(findingsOf(bundle).find(({ message }) => message.startsWith('Not a CA'))?.message).toContain(
      ': Somebody.',
    );
  });
});
