// The API keeps to its published document: Schemathesis sends valid and invalid requests to every operation,
// with a fixed seed, and finds no answer that docs/openapi.json, or the GraphQL schema, does not allow.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installSchemathesis, runSchemathesis } from '../support/contract/schemathesis.ts';
import { herald } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';

const folder = mkdtempSync(join(tmpdir(), 'contract-'));
const certificate = join(folder, 'ca.pem');
writeFileSync(certificate, herald.certificate);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const url = herald.outputs.apiUrl;
let licensor: Licensor;
beforeAll(async () => {
  await installSchemathesis();
  licensor = await Licensor.onboard();
  const targetId = await licensor.registerWebhook('contract');
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
}, 300_000);

const run = (token: string, options: readonly string[], more: { schema?: string } = {}) =>
  runSchemathesis({ url, certificate, token, licensor: licensor.name, options, maxExamples: 12, ...more });

test('every operation of partners answers as documented', async () => {
  const { code, report } = await run(licensor.partnerKey, [
    '--exclude-operation-id',
    'publishEvents',
    '--exclude-tag',
    'GraphQL',
  ]);

  expect(code, report).toBe(0);
}, 300_000);

test('publishing answers as documented', async () => {
  const { code, report } = await run(licensor.platformKey, ['--include-operation-id', 'publishEvents']);

  expect(code, report).toBe(0);
}, 120_000);

test('GraphQL answers as its schema says', async () => {
  const schema = `${url}/${licensor.name}/graphql`;
  const { code, report } = await run(licensor.partnerKey, [], { schema });

  expect(code, report).toBe(0);
}, 120_000);

test('anyone can read the document and its page, without a token', async () => {
  const [document, page, script] = await Promise.all(
    ['openapi.json', 'reference', 'reference/redoc.js'].map(path => fetch(`${url}/${path}`)),
  );

  expect([document, page, script].map(answer => answer?.status)).toEqual([200, 200, 200]);
  expect(await document?.json()).toEqual(
    JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')),
  );
  expect(page?.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page?.text()).toContain('<redoc spec-url="openapi.json"');
});
