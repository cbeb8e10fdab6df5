import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  // One VS Code at a time: it takes both of two cores, and beside another one nothing comes in time.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  // A browser on a loaded machine may miss a beat. What needed a second try is printed as flaky.
  retries: process.env['CI'] ? 2 : 0,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: { actionTimeout: 20_000, trace: 'on-first-retry', screenshot: 'only-on-failure' },
});
