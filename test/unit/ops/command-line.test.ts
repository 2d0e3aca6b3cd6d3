// `npm run partner` with arguments that it cannot work with: one sentence, the usage where it helps, exit code 1, no stack trace.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const script = join(import.meta.dirname, '../../../ops/commands/partner.ts');
const run = promisify(execFile);

type Failure = { code: number; stdout: string; stderr: string };

/** Every command of these tests fails before it asks AWS for anything. */
const partner = (...args: string[]): Promise<Failure> =>
  run(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (failure: Failure) => failure,
  );

const usage = 'npm run partner -- <command> -c stage=<stage>';

test.each([
  [[], 'say which stage: -c stage=…'],
  [['create', 'demo', '-c', 'other=dev'], 'say which stage: -c stage=…'],
  [['frobnicate', 'demo', '-c', 'stage=dev'], '"frobnicate" is no command'],
  [['create', '-c', 'stage=dev'], 'say either a licensor or --platform'],
  [['list', 'demo', '-c', 'stage=dev'], '"demo": one argument too many'],
  [['create', 'demo', '--colour', 'red', '-c', 'stage=dev'], "Unknown option '--colour'"],
])('%j is refused in one sentence, with the usage', async (args, sentence) => {
  const { code, stdout, stderr } = await partner(...args);

  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr.startsWith(sentence)).toBe(true);
  expect(stderr).toContain(usage);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test.each([
  [['create', '#platform', '-c', 'stage=dev'], '"#platform" cannot be a licensor: expected 2 to 63 letters'],
  [['rotate', 'demo', '--overlap=-1', '-c', 'stage=dev'], '--overlap: expected a number of hours'],
])('%j is refused in one sentence', async (args, sentence) => {
  const { code, stdout, stderr } = await partner(...args);

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.startsWith(sentence)).toBe(true);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
