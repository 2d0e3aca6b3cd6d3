// Runs the tests of the Python package (../tests) over its wheel, as it is published.
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { viewsOfTopics } from '../../../core/catalog/topic-view.ts';
import {
  buildSource,
  buildWheel,
  installPythonTools,
  python,
  pythonSource,
} from '../../../test/support/packages/python-package.ts';
import { catalogueText } from '../write-catalogue.ts';

const timeout = 300_000;
const folder = mkdtempSync(join(tmpdir(), 'herald-python-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(installPythonTools, timeout);

/** @returns an empty folder with nothing but the wheel of a folder or a source distribution */
async function installed(name: string, source: string): Promise<string> {
  const target = join(folder, name);
  const wheels = join(folder, `${name}-wheels`);
  mkdirSync(wheels);
  const wheel = await buildWheel(source, wheels);
  const options = ['--quiet', '--no-deps', '--no-index', '--no-compile', '--target', target];
  await python(['-m', 'pip', 'install', '--disable-pip-version-check', ...options, wheel]);
  return target;
}

test('the wheel passes the tests: vectors, adapters, the code of the README and of the guide', {
  timeout,
}, async () => {
  const target = await installed('wheel', pythonSource);
  const variables = { PYTHONPATH: target, EXAMPLES: join(folder, 'examples.json') };
  writeFileSync(variables.EXAMPLES, JSON.stringify(examples()));
  const tests = join(pythonSource, 'tests');

  const origin = await python(['-c', 'import herald; print(herald.__file__)'], { variables });
  expect(origin.trim()).toBe(join(target, 'herald', '__init__.py'));
  const pytest = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '--rootdir', tests, tests];
  expect(await python(pytest, { variables })).toMatch(/^\d+ passed/m);
});

/** What Herald's code renders for each event type. */
const examples = () =>
  viewsOfTopics().flatMap(({ eventTypes }) =>
    eventTypes.map(({ eventType, versions: [newest] }) => ({
      eventType,
      detailType: newest?.eventbridge.detailType,
      native: newest?.native.examples[0],
      cloudevents: newest?.cloudevents.examples[0],
      eventbridge: newest?.eventbridge.examples[0],
    })),
  );

test('mypy has no complaints about the package, its example and its tests', { timeout }, async () => {
  const mypy = ['-m', 'mypy', '--cache-dir', join(folder, 'mypy')];

  expect(await python(mypy, { folder: pythonSource })).toContain('Success');
});

test('the types of the catalogue are those of the topics', () => {
  expect(readFileSync(join(pythonSource, 'src/herald/catalogue.py'), 'utf8')).toBe(catalogueText());
});

test('the source distribution gives the same wheel, with types, vectors and the licence', {
  timeout,
}, async () => {
  const sources = join(folder, 'sources');
  const target = await installed('source', await buildSource(sources));
  const files = globSync('**/*.*', { cwd: target }).toSorted();

  expect(files).toEqual(globSync('**/*.*', { cwd: join(folder, 'wheel') }).toSorted());
  expect(files).toContain('herald/py.typed');
  expect(files).toContain('herald/vectors/named-headers.json');
  expect(files).toContain('herald/vectors/signatures.json');
  expect(globSync('herald_receive-*.dist-info/licenses/LICENSE', { cwd: target })).toHaveLength(1);
});
