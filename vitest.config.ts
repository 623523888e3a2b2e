import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'stacks/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
    globalSetup: ['test/setup/build-and-pulumi.ts'],
    setupFiles: ['test/setup/own-home.ts'],
    pool: 'forks',
    // Engine tests start processes of 100 MB and more; more than two at once only wait for each other.
    maxWorkers: 2,
    // One `up` or `destroy` through the real engine takes 2 to 5 s, on a busy machine several times that.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
