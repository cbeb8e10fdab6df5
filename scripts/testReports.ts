/** What a kind of test came to. */
export interface Results {
  readonly passed: number;
  /** Names of the tests that failed or were skipped. */
  readonly failed: readonly string[];
}

/** Reads the JSON report of Vitest. */
export function unitResults(report: unknown): Results {
  const tests = listAt(report, 'testResults').flatMap((file) => {
    const inFile = listAt(file, 'assertionResults');
    // A file that could not be loaded has no tests.
    return inFile.length === 0 ? [file] : inFile;
  });
  return resultsOf(
    tests,
    (test) => at(test, 'status') === 'passed',
    (test) => textAt(test, 'fullName') || textAt(test, 'name'),
  );
}

/** Reads what `test/integration/index.ts` writes. */
export function integrationResults(report: unknown): Results {
  const passed = at(report, 'passed');
  return { passed: typeof passed === 'number' ? passed : 0, failed: listAt(report, 'failed').map(String) };
}

/** Reads the JSON report of Playwright. A test that passed at another try is flaky, and counts as passed. */
export function endToEndResults(report: unknown): Results {
  return resultsOf(
    listAt(report, 'suites').flatMap(specsIn),
    (spec) =>
      at(spec, 'ok') === true && !listAt(spec, 'tests').some((test) => at(test, 'status') === 'skipped'),
    (spec) => `${textAt(spec, 'file')}: ${textAt(spec, 'title')}`,
  );
}

function specsIn(suite: unknown): readonly unknown[] {
  return [...listAt(suite, 'specs'), ...listAt(suite, 'suites').flatMap(specsIn)];
}

function resultsOf(
  tests: readonly unknown[],
  hasPassed: (test: unknown) => boolean,
  nameOf: (test: unknown) => string,
): Results {
  const failed = tests.filter((test) => !hasPassed(test)).map(nameOf);
  return { passed: tests.length - failed.length, failed };
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const found = at(value, key);
  return Array.isArray(found) ? found : [];
}

function textAt(value: unknown, key: string): string {
  const found = at(value, key);
  return typeof found === 'string' ? found : '';
}
