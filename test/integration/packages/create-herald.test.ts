// An app made by `npm create herald`, in an empty folder, with the packages as they are published.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emulatorPackages } from '../../../local/emulator/python.ts';
import { packedPackage } from '../../support/packages/packed.ts';
import { outputOf } from '../../support/run-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'herald-create-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const app = join(folder, 'parcel-news');

/** @returns what the command printed */
function run(cwd: string, program: string, ...args: string[]): Promise<string> {
  const { PATH, HOME } = process.env;
  // A port of its own: 0 would give the receiver port 1.
  const HERALD_PORT = String(47_000 + (process.pid % 1_000) * 3);
  return outputOf(program, args, { cwd, env: { PATH, HOME, HERALD_PORT } });
}

beforeAll(async () => {
  const create = packedPackage('create-herald');
  await run(folder, 'npx', '--yes', `--package=file:${create}`, 'create-herald', 'parcel-news');
  const manifest = join(app, 'package.json');
  const text = readFileSync(manifest, 'utf8');
  writeFileSync(manifest, text.replace(/("@herald\/cdk": )"[^"]+"/, `$1"file:${packedPackage('cdk')}"`));
  await run(app, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund');
  // The emulator's packages are those of this repository: they need not be installed twice.
  const environment = dirname(dirname(emulatorPackages.python));
  mkdirSync(join(app, '.local'));
  symlinkSync(environment, join(app, '.local', basename(environment)));
}, 120_000);

test('npm test renders the sample of its topic', async () => {
  expect(await run(app, 'npm', 'test')).toContain('a shipped order arrives with its carrier and its time');
});

test('npm start deploys it on the emulator, and delivers its own topic', { timeout: 120_000 }, async () => {
  const output = await run(app, 'npm', 'start', '--', '--exit');

  expect(output).toMatch(/WEBHOOK hmac +OrderShipped +yes +yes \(hmac, Standard Webhooks\)/);
  expect(output).toContain('1 of 1 notifications received and verified.');
});

test('a topic that breaks a rule fails the synthesis, and is named', async () => {
  const topics = join(app, 'topics.ts');
  const text = readFileSync(topics, 'utf8');
  writeFileSync(topics, text.replace("source: 'example.orders'", "source: 'aws.orders'"));
  const synth = run(app, 'npx', 'cdk', 'synth', '--quiet', '-c', 'stage=dev');

  await expect(synth).rejects.toThrow('OrderStatus: the source "aws.orders" must be a URI reference');
});
