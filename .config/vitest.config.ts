import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 900_000,
    // much of the time another process is waited for; the default leaves one core out
    maxWorkers: '100%',
    reporters: process.env.CI_COUNTS ? ['default', new URL('./counts-reporter.ts', import.meta.url).pathname] : ['default'],
  },
});
