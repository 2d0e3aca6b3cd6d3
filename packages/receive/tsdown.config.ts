import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['index', 'fetch', 'hono', 'express', 'fastify', 'lambda', 'sns'].map(name => `src/${name}.ts`),
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  dts: true,
  fixedExtension: true,
});
