import { defineConfig } from 'vitest/config';

const project = (name: string, options: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...options },
});

export default defineConfig({
  test: {
    projects: [
      project('unit'),
      project('infra', { testTimeout: 60_000, isolate: false }),
      project('faults', { testTimeout: 60_000 }),
      project('integration', {
        globalSetup: 'test/support/herald-on-emulator.ts',
        testTimeout: 60_000,
        fileParallelism: false,
      }),
    ],
  },
});
