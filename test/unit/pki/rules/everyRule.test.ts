import { beforeAll, expect, it } from 'vitest';
import { type Finding, messageOf } from '../../../../src/pki/rules/finding.ts';
import { type RuleId, ruleIds, rules, type Severity } from '../../../../src/pki/rules/ruleTable.ts';
import { itemAt } from '../../../support/pkiFixtures.ts';
import { makeRuleCases, type RuleCase } from '../../../support/ruleCases.ts';
import { checkAll, fileOf } from '../../../support/ruleFixtures.ts';

let cases: Readonly<Record<RuleId, RuleCase>>;
beforeAll(async () => {
  cases = await makeRuleCases();
});

function find(
  rule: RuleId,
  bytes: Uint8Array,
  { context }: RuleCase,
  size = bytes.length,
): readonly Finding[] {
  const [findings = []] = checkAll([{ ...fileOf(bytes), size }], context);
  return findings.filter((finding) => finding.rule === rule);
}

it.each(ruleIds)('%s is told where it is so, with its place, and not of what is nearly so', (rule) => {
  const example = cases[rule];
  const [severity, position, detail] = example.told;
  const found = find(rule, example.fires, example, example.sizes?.[0]);
  const expected: unknown = detail instanceof RegExp ? expect.stringMatching(detail) : detail;
  expect(found.map((finding) => [finding.severity, finding.position, finding.detail])).toEqual([
    [severity, position, expected],
  ]);
  const middle = found[0]?.detail === undefined ? '' : `: ${found[0].detail}`;
  expect(messageOf(itemAt(found, 0))).toBe(`${rules[rule].title()}${middle}. ${rules[rule].consequence()}`);
  expect(find(rule, example.near, example, example.sizes?.[1])).toEqual([]);
});

it.each(ruleIds)('%s has the severity that the user gave it, or is silent', (rule) => {
  const example = cases[rule];
  const given = (severity: Severity | 'off') => {
    const context = { ...example.context, severities: { [rule]: severity } };
    return find(rule, example.fires, { ...example, context }, example.sizes?.[0]);
  };
  const other = example.told[0] === 'error' ? 'information' : 'error';
  expect(given(other).map(({ severity }) => severity)).toEqual([other]);
  expect(given('off')).toEqual([]);
});

it('a rule that is off takes no other with it', () => {
  const { fires } = cases.CBA002;
  const [all = []] = checkAll([fileOf(fires)]);
  const [others = []] = checkAll([fileOf(fires)], { severities: { CBA002: 'off' } });
  expect(others).toEqual(all.filter(({ rule }) => rule !== 'CBA002'));
  expect(others.length).toBeGreaterThan(0);
});
