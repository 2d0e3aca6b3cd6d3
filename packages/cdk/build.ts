// Builds the package into dist/: the construct, the topics' module, the functions, the console and the
// commands.
import { cpSync, globSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { build as buildLibrary } from 'tsdown';
import { consoleFiles, entryOf, filesOf, replacedModules } from '../../lib/artifacts.ts';

const folder = import.meta.dirname;
const repository = join(folder, '../..');
const dist = join(folder, 'dist');
const ownModules = {
  '#artifacts': join(folder, 'src/artifacts.ts'),
  '#places': join(folder, 'src/places.ts'),
  '#topics': join(repository, 'core/catalog/topics.ts'),
};
const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
};

rmSync(dist, { recursive: true, force: true });
await buildLibrary({
  cwd: folder,
  entry: ['src/index.ts', 'src/topics.ts'],
  outDir: 'dist',
  format: ['esm', 'cjs'],
  dts: true,
  // `import.meta.dirname` in CommonJS.
  shims: true,
  logLevel: 'error',
  alias: ownModules,
});
await Promise.all([buildFunctions(), buildCommands()]);
cpSync(consoleFiles(), join(dist, 'console'), { recursive: true });
for (const file of ['launcher.py', 'requirements.txt'])
  cpSync(join(repository, 'local/emulator', file), join(dist, 'emulator', file));

/** Everything but the topics and zod, which an app's topics use too: the app's deployment adds them. */
async function buildFunctions(): Promise<void> {
  const names = globSync('lambdas/*/handler.ts', { cwd: repository }).map(file => basename(dirname(file)));
  await build({
    ...common,
    target: 'node24',
    entryPoints: names.map(name => ({ in: entryOf(name), out: `functions/${name}/handler` })),
    outdir: dist,
    minify: true,
    external: ['#topics', 'zod'],
    alias: replacedModules,
  });
  for (const [name, files] of Object.entries(filesOf))
    for (const file of files) cpSync(file, join(dist, 'functions', name, basename(file)));
  await build({
    ...common,
    entryPoints: [join(repository, 'core/catalog/topics.ts')],
    outfile: join(dist, 'example-topics.mjs'),
    external: ['zod'],
  });
}

/** The operators' commands and the local run, which share code. */
async function buildCommands(): Promise<void> {
  await build({
    ...common,
    target: 'node22',
    entryPoints: [
      { in: join(repository, 'ops/herald.ts'), out: 'operator' },
      { in: join(repository, 'local/app/start.ts'), out: 'local' },
    ],
    outdir: dist,
    splitting: true,
    chunkNames: 'commands/[name]-[hash]',
    banner: {
      // Some packages are CommonJS, which calls `require` for the modules of Node.
      js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
    },
    external: ['zod', 'vite', 'aws-cdk-lib', 'constructs', 'esbuild'],
    alias: ownModules,
  });
}
