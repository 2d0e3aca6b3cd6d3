import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { herald } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { allLogs } from '../support/emulator/logs.ts';
import { arrivals, webhookUrl } from '../support/emulator/receiver.ts';
import { containsSecret, searchableSecret, textOf } from '../support/emulator/secret-search.ts';
import { allItems, allTables, secretsOf } from '../support/emulator/tables.ts';

const kinds = [
  { kind: 'bearer', field: 'bearerToken', secret: searchableSecret(), replacement: searchableSecret() },
  { kind: 'apiKey', field: 'apiKey', secret: searchableSecret(), replacement: searchableSecret() },
  { kind: 'hmac', field: 'hmacSecret', secret: searchableSecret(), replacement: searchableSecret() },
];
const secrets = kinds.flatMap(({ secret, replacement }) => [secret, replacement]);

let licensor: Licensor;
/** All answers of the API about targets with secrets. */
const answers: string[] = [];

async function call(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const answer = await licensor.partner.call(method, path, body, headers);
  answers.push(JSON.stringify([answer.body, [...answer.headers]]));
  return answer.body as { targetId: string };
}

// For each kind, does everything that can be done with a target: register, read, deliver, change, test,
// delete.
beforeAll(async () => {
  licensor = await Licensor.onboard();
  for (const { kind, field, secret, replacement } of kinds) {
    const body = (credential: string) => ({
      type: 'WEBHOOK',
      destination: webhookUrl(licensor.path(kind)),
      auth: { type: kind, [field]: credential },
    });
    const { targetId } = await call('POST', '/targets', body(secret), { 'idempotency-key': kind });
    await call('POST', '/targets', body(secret), { 'idempotency-key': kind });
    await call('GET', `/targets/${targetId}`);
    await call('GET', `/targets?targetId=${targetId}`);
    await licensor.subscribe({ LiveStatusUpdated: [targetId] });
    await licensor.publish();
    await arrivals(licensor.path(kind), 1);
    await call('PUT', `/targets/${targetId}`, body(replacement));
    await call('PUT', `/targets/${targetId}`, { ...body(replacement), unknown: true });
    await call('POST', '/targets', { ...body(replacement), destination: `https://x/${replacement}` });
    await call('POST', '/targets', { ...body(secret), auth: { type: secret, [field]: secret } });
    await call('POST', `/targets/${targetId}/test`);
    await call('DELETE', `/targets/${targetId}`);
  }
  await call('GET', '/targets');
});

describe.each(kinds)('the secret of a $kind target', ({ kind, secret, replacement }) => {
  it('is used in the request to the webhook', async () => {
    const [request] = await arrivals(licensor.path(kind), 1);
    if (kind !== 'hmac') expect(JSON.stringify(request?.headers)).toContain(secret);
    else expect(request?.headers).toHaveProperty('x-signature');
  });

  it('is in no answer', () => {
    expect(
      answers.filter(answer => containsSecret(answer, secret) || containsSecret(answer, replacement)),
    ).toEqual([]);
  });
});

it('no table contains an unencrypted secret', async () => {
  const tables = await allTables();
  expect(tables).toContain(herald.outputs.RegistryTable);
  for (const table of tables) {
    const items = await allItems(table);
    const leaking = items.filter(item => secrets.some(secret => containsSecret(textOf(item), secret)));
    expect(leaking, table).toEqual([]);
  }
});

it('no log contains a secret', async () => {
  const log = readFileSync(herald.emulatorLog, 'utf8');
  expect(log).toContain('delivery attempted');
  expect(secrets.filter(secret => containsSecret(log, secret))).toEqual([]);
  const logs = await allLogs();
  expect([...logs.values()].flat().join('\n')).toContain('delivery attempted');
  for (const [group, lines] of logs) {
    const leaking = lines.filter(line => secrets.some(secret => containsSecret(line, secret)));
    expect(leaking, group).toEqual([]);
  }
});

it('each secret is stored encrypted, and a replaced one expires', async () => {
  const items = await secretsOf(licensor.name);
  expect(items).toHaveLength(6);
  for (const item of items) expect(item).toMatchObject({ ciphertext: expect.any(Uint8Array) });
  expect(items.filter(item => 'expiresAt' in item)).toHaveLength(3);
});

it('the secret search finds an unencrypted secret', () => {
  const secret = searchableSecret();
  for (const text of [secret, `x${secret}`, `xy${secret}z`]) {
    for (const value of [
      text,
      Buffer.from(text).toString('base64'),
      Buffer.from(text),
      new Uint8Array(Buffer.from(text)),
    ]) {
      expect(containsSecret(textOf({ list: [{ value }] }), secret), String(value)).toBe(true);
    }
  }
});
