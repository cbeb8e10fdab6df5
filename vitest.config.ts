import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    // Certificates are made with OpenSSL while tests run, which two cores share.
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
