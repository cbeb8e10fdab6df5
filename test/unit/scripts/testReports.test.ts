import { describe, expect, it } from 'vitest';
import { endToEndResults, integrationResults, unitResults } from '../../../scripts/testReports.ts';

const unitTest = (fullName: string, status: string) => ({ fullName, status });
const spec = (title: string, ok: boolean, status: string) => ({
  title,
  file: 'a.spec.ts',
  ok,
  tests: [{ status }],
});

describe('results of the tests', () => {
  it('count a unit test that was skipped or could not be loaded as failed', () => {
    const report = {
      testResults: [
        { name: 'a.test.ts', assertionResults: [unitTest('one', 'passed'), unitTest('two', 'failed')] },
        { name: 'b.test.ts', assertionResults: [unitTest('three', 'pending')] },
        { name: 'c.test.ts', assertionResults: [] },
      ],
    };
    expect(unitResults(report)).toEqual({ passed: 1, failed: ['two', 'three', 'c.test.ts'] });
  });

  it('name the integration tests that failed', () => {
    expect(integrationResults({ passed: 2, failed: ['three'] })).toEqual({ passed: 2, failed: ['three'] });
  });

  it('count an end-to-end test that passed at another try as passed, and one that was skipped as failed', () => {
    const report = {
      suites: [
        {
          specs: [spec('one', true, 'expected'), spec('two', true, 'flaky')],
          suites: [{ specs: [spec('three', false, 'unexpected'), spec('four', true, 'skipped')] }],
        },
      ],
    };
    expect(endToEndResults(report)).toEqual({ passed: 2, failed: ['a.spec.ts: three', 'a.spec.ts: four'] });
  });

  it('are empty for what is no report', () => {
    for (const read of [unitResults, integrationResults, endToEndResults]) {
      expect(read(undefined)).toEqual({ passed: 0, failed: [] });
    }
  });
});
