import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: 'src/herald.ts',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  dts: false,
  fixedExtension: true,
  minify: true,
});
