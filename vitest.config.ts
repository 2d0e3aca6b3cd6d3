import { defineConfig } from 'vitest/config';

const project = (name: string, options: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...options },
});

/** Tests of pure functions. */
const pure = ['core/model', 'core/catalog', 'lambdas/verifier'].map(
  folder => `test/unit/${folder}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    // All cores: by default one is left idle, which doubles the time on two.
    maxWorkers: '100%',
    projects: [
      // How slow the machine is must not decide: a limit is for what hangs.
      project('unit', { exclude: pure, testTimeout: 30_000 }),
      // Nothing here stubs or mocks anything, so the files can share a process and what they import.
      { test: { name: 'rules', include: pure, isolate: false, testTimeout: 30_000 } },
      project('infra', { testTimeout: 60_000, isolate: false }),
      project('faults', { testTimeout: 60_000 }),
      project('integration', {
        globalSetup: 'test/support/emulator/herald-on-emulator.ts',
        testTimeout: 60_000,
        fileParallelism: false,
      }),
    ],
  },
});
