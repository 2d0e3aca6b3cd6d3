import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], options: object = {}) => ({
  test: { name, include: include.map(folder => `test/${folder}/**/*.test.ts`), ...options },
});

/** What Lambda sets for every function, and no log lines among the results of tests. */
const lambda = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'HERALDSOWN',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'session',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_NAMESPACE: 'Herald/test',
  POWERTOOLS_METRICS_DISABLED: 'true',
};

export default defineConfig({
  test: {
    // All cores. The default leaves one idle, which doubles the time on a machine with two.
    maxWorkers: '100%',
    projects: [
      // The limit of time is for tests that hang, not for a slow machine. The files share a process and its
      // modules: a test must not leave a mock, a variable or a fake clock behind.
      project('unit', ['unit/core', 'unit/lambdas'], {
        isolate: false,
        env: lambda,
        testTimeout: 30_000,
      }),
      project('unit-tools', ['unit/ops', 'unit/local'], { isolate: false, env: lambda, testTimeout: 30_000 }),
      { test: { name: 'console', include: ['console/test/**/*.test.ts'], isolate: false } },
      { test: { name: 'packages', include: ['packages/*/test/**/*.test.ts'], testTimeout: 30_000 } },
      project('repository', ['unit/repository'], { isolate: false, testTimeout: 30_000 }),
      project('infra', ['infra'], { testTimeout: 60_000, isolate: false }),
      project('faults', ['faults'], { env: lambda, testTimeout: 60_000 }),
      project('integration', ['integration'], {
        globalSetup: 'test/support/emulator/herald-on-emulator.ts',
        testTimeout: 60_000,
        // The tests mostly wait, and the emulator has one process.
        maxWorkers: 3,
        sequence: { groupOrder: 1 },
      }),
      // On DynamoDB Local and ElasticMQ. Skipped where there is no Java.
      project('amazon', ['amazon'], {
        globalSetup: 'test/support/amazon/amazon-servers.ts',
        testTimeout: 300_000,
      }),
    ],
  },
});
