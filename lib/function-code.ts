// Bundles a function with the topics of the platform into one file.
import { copyFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AssetHashType } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { entryOf, filesOf, replacedModules } from '#artifacts';
import { builtLocally } from './local-bundling.ts';

/**
 * The code of a function: `index.mjs` with the export `handler`. It is bundled when the app is synthesized,
 * unless the CDK skips the stack.
 * @param name the function's folder in lambdas/
 * @param topics the module that exports `topics` (an absolute path), in place of this repository's
 */
export function functionCode(name: string, topics: string | undefined): Code {
  const entry = entryOf(name);
  return Code.fromAsset(dirname(entry), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: builtLocally(folder => {
      bundle(entry, join(folder, 'index.mjs'), topics);
      for (const file of filesOf[name] ?? []) copyFileSync(file, join(folder, basename(file)));
    }),
  });
}

/** @throws Error with esbuild's messages, e.g. for a topic's file that does not compile */
function bundle(entry: string, outfile: string, topics: string | undefined): void {
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    logLevel: 'error',
    alias: { ...replacedModules, ...(topics !== undefined && { '#topics': topics }) },
  });
}
