// When a build of the console or of a package is skipped.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildOnce } from '../../../lib/build-once.ts';

let folder: string;
let builds: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'build-once-'));
  builds = 0;
  for (const path of ['a/src', 'a/test', 'a/dist', 'a/node_modules'])
    mkdirSync(join(folder, path), { recursive: true });
  write('a/src/index.ts', 'one');
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (path: string, content: string) => writeFileSync(join(folder, path), content);
const record = () => join(folder, 'records', 'a.sha256');
const build = (run = () => {}) =>
  buildOnce({
    folder,
    sources: ['a/*.*', 'a/!(test|dist|node_modules)/**/*'],
    result: join(folder, 'result'),
    record: record(),
    run: () => {
      builds += 1;
      write('result', 'built');
      run();
    },
  });

test('the second call with the same sources does not build', () => {
  build();
  build();

  expect(builds).toBe(1);
});

test.each([
  ['a changed source', () => write('a/src/index.ts', 'two')],
  ['a new source', () => write('a/src/other.ts', 'one')],
  ['a removed source', () => rmSync(join(folder, 'a/src/index.ts'))],
  ['a removed result', () => rmSync(join(folder, 'result'))],
  ['a removed record', () => rmSync(record())],
])('%s is built again', (_, change) => {
  build();
  change();
  build();

  expect(builds).toBe(2);
});

test('a source with another name and the same content is built again', () => {
  build();
  rmSync(join(folder, 'a/src/index.ts'));
  write('a/src/renamed.ts', 'one');
  build();

  expect(builds).toBe(2);
});

test.each(['a/test/a.test.ts', 'a/dist/index.mjs', 'a/node_modules/b.js', 'a/src/types.generated.ts'])(
  'a change of %s does not build again',
  path => {
    build();
    write(path, 'changed');
    build();

    expect(builds).toBe(1);
  },
);

test('a build that fails leaves no record and no lock, so the next call builds again', () => {
  build();
  write('a/src/index.ts', 'two');
  const fails = () => {
    throw new Error('no compiler');
  };
  expect(() => build(fails)).toThrow('no compiler');
  expect(existsSync(record())).toBe(false);
  build();

  expect(builds).toBe(3);
});

test('the lock of a process that has died does not stop a build', async () => {
  const dead = spawn(process.execPath, ['--eval', '']);
  await once(dead, 'exit');
  mkdirSync(join(folder, 'records'));
  writeFileSync(`${record()}.lock`, `${dead.pid}`);
  build();

  expect(builds).toBe(1);
});

test('two processes that ask at the same time build once, and both have the result', async () => {
  write(
    'ask.mts',
    `import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
     import { buildOnce } from ${JSON.stringify(join(import.meta.dirname, '../../../lib/build-once.ts'))};
     buildOnce({
       folder: ${JSON.stringify(folder)}, sources: ['a/src/*'], result: 'result', record: 'records/a.sha256',
       run: () => {
         appendFileSync('builds', 'built\\n');
         Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
         writeFileSync('result', 'whole');
       },
     });
     console.log(readFileSync('result', 'utf8'));`,
  );
  const ask = async () => {
    const asking = spawn(process.execPath, ['ask.mts'], { cwd: folder });
    const output = asking.stdout.setEncoding('utf8').toArray();
    const errors = asking.stderr.setEncoding('utf8').toArray();
    await once(asking, 'exit');
    return [await output, await errors].flat().join('');
  };

  expect(await Promise.all([ask(), ask()])).toEqual(['whole\n', 'whole\n']);
  expect(readFileSync(join(folder, 'builds'), 'utf8')).toBe('built\n');
});
