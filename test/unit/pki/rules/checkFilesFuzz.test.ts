import * as fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { readCertificateFile } from '../../../../src/pki/certificateFile.ts';
import { type Finding, groupFindings, messageOf } from '../../../../src/pki/rules/finding.ts';
import { isRuleId } from '../../../../src/pki/rules/ruleTable.ts';
import { makeSeeds } from '../../../support/certificateSeeds.ts';
import { anySpoiltFile, spoil } from '../../../support/mutations.ts';
import { pem } from '../../../support/pkiFixtures.ts';
import { makeRuleCases } from '../../../support/ruleCases.ts';
import { checkAll } from '../../../support/ruleFixtures.ts';

let seeds: readonly Buffer[];

beforeAll(async () => {
  const cases = Object.values(await makeRuleCases());
  // Chains and odd certificates, but not what is only large.
  const small = cases.map(({ fires }) => Buffer.from(fires)).filter(({ length }) => length < 8000);
  seeds = [...(await makeSeeds()).map(({ bytes }) => bytes), ...small];
});

/** A file of several blocks, one of them spoilt, so that the others are still read. */
const anyMixedFile = fc.record({
  members: fc.array(fc.nat({ max: 255 }), { minLength: 1, maxLength: 4 }),
  spoilt: anySpoiltFile,
});

function mix(members: readonly number[], spoilt: Buffer): Buffer {
  const blocks = [...members.flatMap((index) => seeds[index % seeds.length] ?? []), spoilt];
  return Buffer.from(blocks.map((block) => pem('CERTIFICATE', block)).join(''));
}

const run = { numRuns: 2000, seed: 20_261_126 };

it('files that are spoilt are checked all the same, and what is told is about what is in them', () => {
  const seen = new Set<string>();
  let checked = 0;
  const property = fc.property(anySpoiltFile, anyMixedFile, (one, other) => {
    const read = [spoil(one, seeds), mix(other.members, spoil(other.spoilt, seeds))].flatMap((bytes) => {
      const reading = readCertificateFile(bytes);
      return reading.outcome === 'read' ? [{ file: reading.file, size: bytes.length }] : [];
    });
    const results = checkAll(read);
    expect(results).toHaveLength(read.length);
    for (const [index, findings] of results.entries()) {
      const { certificates = [], damaged = [] } = read[index]?.file ?? {};
      const positions = new Set([...certificates, ...damaged].map(({ position }) => position));
      for (const finding of findings) {
        expectWhole(finding, positions);
        seen.add(finding.rule);
      }
      const names = new Map(certificates.map(({ position }) => [position, `CA ${position}`]));
      const groups = groupFindings(findings, (position) => names.get(position));
      expect(groups.length).toBeLessThanOrEqual(findings.length);
      expect(groups.length > 0).toBe(findings.length > 0);
    }
    checked += read.length;
  });
  fc.assert(property, run);
  // Files that none would be read of, or that nothing would be told of, would prove nothing.
  expect(checked).toBeGreaterThan(run.numRuns / 2);
  expect(seen.size).toBeGreaterThan(25);
}, 60_000);

function expectWhole(finding: Finding, positions: ReadonlySet<number>): void {
  const { rule, position, detail } = finding;
  if (!isRuleId(rule) || (position !== undefined && !positions.has(position))) {
    throw new Error(`${rule} is about ${position}, and there are ${[...positions].join(', ')}.`);
  }
  // A text of ours with a place for a value that nobody filled in.
  if (detail === '' || /\{\w+\}|undefined/.test(messageOf({ ...finding, detail: undefined }))) {
    throw new Error(`${rule} is told without words.`);
  }
}
