// Checks the platform's topics when the app is synthesized, so that a mistake fails the build and not a
// partner's subscription.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { problemsOfTopics } from '../core/catalog/catalog-rules.ts';
import { targetHealth } from '../core/catalog/target-health.ts';
import type { Topic } from '../core/catalog/topic.ts';

/**
 * @param path of a module that exports `topics`, absolute or relative to the current folder
 * @returns the absolute path
 * @throws Error if there is no such file, if it does not compile, or if a topic breaks a rule
 */
export function checkedTopics(path: string): string {
  const file = resolve(path);
  if (!existsSync(file)) throw new Error(`topics: there is no file ${file}`);
  const topics = topicsIn(file);
  const problems = problemsOfTopics([...topics, targetHealth]);
  if (problems.length > 0) throw new Error(`topics in ${file}:\n- ${problems.join('\n- ')}`);
  return file;
}

function topicsIn(file: string): readonly Topic[] {
  const { topics }: { topics?: unknown } = Object(evaluate(file));
  if (!Array.isArray(topics) || topics.length === 0 || !topics.every(isTopic))
    throw new Error(`topics: ${file} must export \`topics\`, a list of what defineTopic returns`);
  return topics;
}

const isTopic = (value: unknown): value is Topic =>
  typeof value === 'object' && value !== null && 'render' in value && 'eventTypes' in value;

/** Runs the module from a bundle, because Node may not be able to run TypeScript. */
function evaluate(file: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'herald-topics-'));
  try {
    const outfile = join(folder, 'topics.cjs');
    buildSync({
      entryPoints: [file],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'error',
    });
    return createRequire(outfile)(outfile);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
