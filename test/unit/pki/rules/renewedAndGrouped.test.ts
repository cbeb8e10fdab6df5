import { describe, expect, it } from 'vitest';
import { groupFindings } from '../../../../src/pki/rules/finding.ts';
import { openssl } from '../../../support/openssl.ts';
import { hex, spliceBundle } from '../../../support/pkiFixtures.ts';
import { findingsIn, issue, now, told } from '../../../support/ruleFixtures.ts';

describe('CBA024: name constraints', () => {
  it('do not bind a CA that has a new key under its old name, as it is never the last one of a chain', async () => {
    const root = await issue({ name: 'Root' });
    const constraint = [
      'nameConstraints = critical,permitted;dirName:names',
      '[names]',
      'C = US',
      'O = Customers',
    ];
    const old = await issue({ name: 'CA', issuer: root, extensions: constraint });
    const renewed = await issue({ name: 'CA', issuer: old });
    const subject = '/C=US/O=Customers/CN=Somebody';
    const person = await issue({ name: 'Somebody', subject, issuer: renewed, authority: false });
    const files = {
      'root.pem': root.pem,
      'middle.pem': old.pem + renewed.pem,
      'last.pem': person.pem,
    };
    const at = ['-attime', String(now.getTime() / 1000)];
    // RFC 5280 §6.1.3 b and c: names of a self-issued certificate are not looked at, unless it is the last one.
    const verdict = await openssl(
      ['verify', ...at, '-CAfile', 'root.pem', '-untrusted', 'middle.pem', 'last.pem'],
      files,
    );
    expect(verdict.toString()).toContain('last.pem: OK');
    expect(told('CBA024', spliceBundle([root.der, old.der, renewed.der]))).toEqual([]);
  });
});

describe('findings of one rule in one line each', () => {
  it('name the certificate also where another one of them is about a member that has no name', async () => {
    const odd = await issue({ name: 'Odd', extensions: ['certificatePolicies = DER:0203010101'] });
    const findings = findingsIn(spliceBundle([odd.der, hex('30 00')])).filter(
      ({ rule }) => rule === 'CBA032',
    );
    expect(new Set(findings.map(({ position }) => position))).toEqual(new Set([1, 2]));
    const messages = groupFindings(findings, (position) => (position === 1 ? 'Odd' : undefined)).map(
      ({ message }) => message,
    );
    expect(messages.some((message) => message.includes('certificate 2 at byte '))).toBe(true);
    expect(messages.some((message) => message.includes('Odd'))).toBe(true);
  });
});
