import { beforeAll, describe, expect, it } from 'vitest';
import { ruleIds, rules } from '../../../../src/pki/rules/ruleTable.ts';
import {
  makeBundle,
  makeRevocationList,
  makeStreamedMessage,
  type OpensslAuthority,
} from '../../../support/openssl.ts';
import { hex, pem, spliceBundle, variantsOf } from '../../../support/pkiFixtures.ts';
import {
  checkAll,
  fileOf,
  findingsIn,
  issue,
  linesOf,
  pemFile,
  rulesIn,
  told,
} from '../../../support/ruleFixtures.ts';

let root: OpensslAuthority;
beforeAll(async () => {
  root = await issue({ name: 'Root' });
});

describe('the form of a bundle', () => {
  it('CBA026: text', async () => {
    const bundle = await makeBundle([root], 'pem');
    expect(told('CBA026', bundle)).toHaveLength(1);
    const der = await makeBundle([root], 'der');
    expect(told('CBA026', Buffer.from(der.toString('base64')))).toHaveLength(1);
    expect([...told('CBA026', der), ...told('CBA026', pemFile(root))]).toEqual([]);
  });

  it('CBA027, CBA031: content, and indefinite lengths', async () => {
    const message = await makeStreamedMessage([root]);
    expect(rulesIn(findingsIn(message))).toEqual(expect.arrayContaining(['CBA027', 'CBA031']));
    const bundle = await makeBundle([root], 'der');
    expect([...told('CBA027', bundle), ...told('CBA031', bundle)]).toEqual([]);
  });

  it('CBA028: revocation lists', async () => {
    const bundle = await makeBundle([root], 'der', [await makeRevocationList(root)]);
    expect(told('CBA028', bundle)[0]).toMatch(/^warning: .*: 1\./);
  });

  it('CBA029: members that are no certificates', () => {
    expect(told('CBA029', spliceBundle([root.der, hex('a1 00')]))[0]).toMatch(/^warning: .*: 1\./);
  });

  it.each([1, 12])('CBA030: %i bytes behind', async (count) => {
    const bundle = Buffer.concat([await makeBundle([root], 'der'), Buffer.alloc(count)]);
    expect(told('CBA030', bundle)[0]).toContain(`: ${count}.`);
    expect(told('CBA030', Buffer.concat([root.der, Buffer.alloc(count)]))[0]).toContain(`: ${count}.`);
  });

  it('CBA033: blocks beside a bundle', async () => {
    const text = await makeBundle([root], 'pem');
    expect(told('CBA033', Buffer.concat([text, text]))[0]).toContain(': 1.');
    expect(told('CBA033', pemFile(root, root))).toEqual([]);
  });
});

describe('CBA032: what is damaged', () => {
  it('is told with its place in bytes, and hides nobody', () => {
    const found = findingsIn(spliceBundle([root.der, hex('30 00'), root.der]));
    expect(linesOf('CBA032', found)[0]).toMatch(/^error, 2: Damaged: certificate 2 at byte \d+: /);
    expect(linesOf('CBA008', found)[0]).toMatch(/^error, 3: /);
  });

  it('is told with its line in text', () => {
    const text = Buffer.from(`# first\n${pem('CERTIFICATE', root.der)}${pem('CERTIFICATE', hex('30 00'))}`);
    const line = text.toString().split('\n').lastIndexOf('-----BEGIN CERTIFICATE-----') + 1;
    expect(told('CBA032', text)[0]).toContain(`certificate 2 in the block of line ${line}`);
  });

  it('may be an extension, which hides nothing else of the certificate', async () => {
    const odd = await issue({ name: 'Odd', extensions: ['certificatePolicies = DER:0203010101'] });
    expect(rulesIn(findingsIn(odd.der))).toEqual(expect.arrayContaining(['CBA032', 'CBA022']));
  });
});

describe('limits', () => {
  it.each([
    [250, 0],
    [251, 1],
  ])('CBA020: %i certificates: %i', (count, findings) => {
    expect(told('CBA020', spliceBundle(variantsOf(root.der, count)))).toHaveLength(findings);
  });

  it.each([
    [2 * 1024 * 1024, 0],
    [2 * 1024 * 1024 + 1, 1],
  ])('CBA021: %i bytes: %i', (size, count) => {
    const { file } = fileOf(spliceBundle([root.der]));
    expect(linesOf('CBA021', checkAll([{ file, size }])[0] ?? [])).toHaveLength(count);
  });
});

describe('the table of rules', () => {
  it('has ids without a gap', () => {
    const expected = ruleIds.map((_, index) => `CBA${String(index + 1).padStart(3, '0')}`);
    expect(ruleIds).toEqual(expected);
    expect(ruleIds).toHaveLength(34);
  });

  it.each(ruleIds)('%s has whole sentences and a source', (id) => {
    const { title, consequence, advice, source } = rules[id];
    expect(title()).toMatch(/^[A-Z].*[^.]$/);
    expect(consequence()).toMatch(/^[A-Z].*\.$/);
    expect(advice()).toMatch(/^[A-Z].*\.$/);
    expect(source.url).toMatch(/^https:\/\/[\w.-]+\//);
    expect(source.name.length).toBeGreaterThan(3);
  });
});
