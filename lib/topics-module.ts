// Checks the platform's topics when the app is synthesized, so that a mistake fails the build and not a
// partner's subscription.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { problemOfEvent, problemsOfModule } from '../core/catalog/contract.ts';

/**
 * @param path of a module that exports `topics`, absolute or relative to the current folder
 * @returns the absolute path
 * @throws Error if there is no such file, if it does not compile or run, or if a topic breaks a rule
 */
export function checkedTopics(path: string): string {
  const file = resolve(path);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new Error(`topics: there is no file ${file}`);
  const problems = problemsOfModule(evaluate(file));
  if (problems.length > 0) throw new Error(`topics in ${file}:\n- ${problems.join('\n- ')}`);
  return file;
}

/**
 * @param file of `checkedTopics`; undefined for this repository's topics
 * @throws Error if the platform cannot publish the event type of the topic
 */
export function requireEvent(file: string | undefined, topic: string, eventType: string | undefined): void {
  const problem = problemOfEvent(file === undefined ? undefined : evaluate(file), topic, eventType);
  if (problem !== undefined) throw new Error(`publishFrom: ${problem}`);
}

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
  } catch (error) {
    // The trace of an error inside the module names the bundle, which is gone.
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`topics: ${file} cannot be loaded: ${reason}`, { cause: error });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
