import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/pki/bundle.ts';
import { type Certificate, readCertificate } from '../../../src/pki/certificate.ts';
import { checkUpload, serviceLimits, type UploadFinding } from '../../../src/pki/uploadCheck.ts';
import {
  makeAuthority,
  makeBundle,
  makeRevocationList,
  makeStreamedMessage,
  type OpensslAuthority,
} from '../../support/openssl.ts';
import { expectBundle, hex, itemAt, spliceBundle } from '../../support/pkiFixtures.ts';

const now = new Date('2030-06-01T00:00:00Z');
const [startDate, endDate] = [new Date('2025-01-01T00:00:00Z'), new Date('2040-01-01T00:00:00Z')];

let root: OpensslAuthority;
let issuing: OpensslAuthority;
let expired: OpensslAuthority;
let person: OpensslAuthority;
let template: Certificate;

beforeAll(async () => {
  root = await makeAuthority({ name: 'Root CA', startDate, endDate });
  issuing = await makeAuthority({ name: 'Issuing CA', issuer: root, startDate, endDate });
  expired = await makeAuthority({
    name: 'Old CA',
    issuer: root,
    startDate,
    endDate: new Date('2026-01-01T00:00:00Z'),
  });
  person = await makeAuthority({ name: 'Somebody', issuer: root, startDate, endDate, authority: false });
  template = readCertificate(root.der);
});

async function bundleWith(...authorities: readonly OpensslAuthority[]): Promise<Bundle> {
  return expectBundle(await makeBundle(authorities, 'der'));
}

function findingsOf(bundle: Bundle, size = 1000, known: readonly string[] = []): readonly UploadFinding[] {
  return checkUpload(bundle, size, new Set(known), now).findings;
}

/** A bundle of certificates that are all different and, for this code, nothing but bytes. */
function bundleOfSizes(...sizes: readonly number[]): Bundle {
  const certificates = sizes.map((size, index) => {
    const der = Buffer.alloc(size);
    der.writeUInt32BE(index);
    return { position: index + 1, certificate: { ...template, der } };
  });
  return { ...expectBundle(spliceBundle([])), certificates };
}

describe('a bundle that fits', () => {
  it('has no findings', async () => {
    expect(findingsOf(await bundleWith(root, issuing))).toEqual([]);
  });

  it('has its certificates told as they are to be shown', async () => {
    const bundle = await bundleWith(root, issuing, expired, person);
    const { certificates } = checkUpload(bundle, 1000, new Set([issuing.thumbprint]), now);
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

  it('holds a certificate that ends in this very moment, and no later', () => {
    const at = (moment: Date): boolean =>
      itemAt(checkUpload(bundleOfSizes(100), 1, new Set(), moment).certificates, 0).isExpired;
    expect(at(new Date(endDate))).toBe(false);
    expect(at(new Date(endDate.getTime() + 1))).toBe(true);
  });
});

describe('what the service will refuse is an error', () => {
  it('by the limits that its documentation tells', () => {
    expect(serviceLimits).toEqual({ authorities: 250, certificateBytes: 8192, fileBytes: 2_097_152 });
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
    expect(findingsOf(await bundleWith(root, issuing), 1000, [root.thumbprint])).toEqual([
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
    const { position, offset } = itemAt(bundle.damaged, 0);
    const [finding] = findingsOf(bundle);
    expect(finding?.severity).toBe('error');
    expect(finding?.message).toContain(
      `Certificate ${position} (at byte ${offset}) cannot be read: The signature`,
    );
  });

  it.each([
    [serviceLimits.certificateBytes, 0],
    [serviceLimits.certificateBytes + 1, 1],
  ])('a certificate of %i bytes: %i findings', (size, count) => {
    const findings = findingsOf(bundleOfSizes(500, size));
    expect(findings).toEqual([{ severity: 'error', message: 'Larger than 8 KB: Root CA.' }].slice(0, count));
  });

  it.each([
    [serviceLimits.fileBytes, 0],
    [serviceLimits.fileBytes + 1, 1],
  ])('a file of %i bytes: %i findings', async (size, count) => {
    const findings = findingsOf(await bundleWith(root), size);
    expect(findings.map(({ severity }) => severity)).toEqual(['error'].slice(0, count));
    expect(findings.every(({ message }) => message.includes('larger than 2 MB'))).toBe(true);
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
    const findings = findingsOf(bundleOfSizes(...Array<number>(added).fill(100)), 1000, thumbprints(known));
    const message = `The configuration would have ${total} authorities. The service documents a limit of 250.`;
    expect(findings).toEqual(total === undefined ? [] : [{ severity: 'error', message }]);
  });

  it('does not count a certificate twice that is there already or comes twice', async () => {
    const bundle = expectBundle(spliceBundle([root.der, issuing.der, issuing.der]));
    const known = [root.thumbprint, ...thumbprints(248)];
    const messages = findingsOf(bundle, 1000, known).map(({ message }) => message);
    expect(messages).toHaveLength(2);
    expect(messages.join('\n')).not.toContain('limit');
    expect(findingsOf(bundle, 1000, [...known, 'ONE MORE']).at(-1)?.message).toContain(
      'would have 251 authorities',
    );
  });

  it('all of it at once', async () => {
    const bundle = await bundleWith(root, person, expired);
    const findings = findingsOf(bundle, serviceLimits.fileBytes + 1, [root.thumbprint, ...thumbprints(250)]);
    expect(findings.map(({ severity }) => severity)).toEqual(['error', 'error', 'warning', 'error', 'error']);
  });
});

describe('what may not be meant is a warning', () => {
  const warning = (message: string): UploadFinding[] => [{ severity: 'warning', message }];

  it('expired', async () => {
    expect(findingsOf(await bundleWith(expired))).toEqual(
      warning('Expired: Old CA. Nobody can sign in with certificates of an expired authority.'),
    );
  });

  it('revocation lists beside', async () => {
    const bundle = expectBundle(await makeBundle([root], 'der', [await makeRevocationList(root)]));
    expect(findingsOf(bundle)).toEqual(
      warning('The bundle holds revocation lists (CRLs) as well. The trust store takes certificates only.'),
    );
  });

  it('members that are no certificates', () => {
    expect(findingsOf(expectBundle(spliceBundle([root.der, hex('a1 00')])))).toEqual(
      warning('The bundle holds members that are no X.509 certificates, such as attribute certificates.'),
    );
  });

  it('content, and indefinite lengths', async () => {
    expect(findingsOf(expectBundle(await makeStreamedMessage([root])))).toEqual([
      ...warning('The file is a signed message with content, not only certificates.'),
      ...warning('The bundle uses indefinite lengths (BER). DER is the form that is known to work.'),
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
      warning(`PEM blocks beside the bundle: ${count}. Only the first bundle in the file was read.`),
    );
  });

  it.each([1, 12])('%i bytes behind the bundle', async (count) => {
    const bytes = Buffer.concat([await makeBundle([root], 'der'), Buffer.alloc(count)]);
    expect(findingsOf(expectBundle(bytes))).toEqual(
      warning(`Bytes behind the end of the bundle: ${count}. They are uploaded with it.`),
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
    const bundle = bundleOfSizes(...Array<number>(count).fill(100));
    const certificates = bundle.certificates.map(({ position, certificate }) => {
      const subject = [[{ type: '2.5.4.3', text: `CA ${position}`, der: '' }]];
      return { position, certificate: { ...certificate, subject, notAfter: startDate } };
    });
    expect(findingsOf({ ...bundle, certificates })[0]?.message.startsWith(expected)).toBe(true);
  });
});
