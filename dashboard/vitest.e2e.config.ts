import { defineConfig } from 'vitest/config';

/** Real-browser tests: one browser, one test at a time, on the mock or (OPSHUB_URL) on a running server. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: true,
    reporters: ['default', './e2e/summary.ts'],
  },
});
