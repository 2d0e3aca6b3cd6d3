// The operators' commands for access keys. What is shown works at the authorizer, and only that.
import { beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { accessKeyKey } from '../../../core/store/registry/registry-key.ts';
import { createHandler } from '../../../lambdas/authorizer/create-handler.ts';
import { accessKeyLimit } from '../../../ops/access-keys.ts';
import { platform } from '../../../ops/owner.ts';
import { authorizerEvent } from '../../support/builders/authorizer-event.ts';
import { contextOf } from '../../support/builders/lambda-context.ts';
import { digestIn } from '../../support/handlers/authorizer-under-test.ts';
import { environmentOf } from '../../support/handlers/environments.ts';
import { operatorArn } from '../../support/handlers/onboarding-edge.ts';
import { mockOperator } from '../../support/handlers/operator.ts';

const operator = mockOperator();
const { database } = operator;
const authorize = createHandler(environmentOf('authorizer'), { db: database.db });

const shownSchema = z.object({ accessKey: z.object({ key: z.string(), id: z.string() }) });
/** Runs a command that makes a key. @returns the key that it shows */
async function made(line: string) {
  const { code, stdout, stderr } = await operator.herald(`partner ${line} --yes --json`);
  expect([code, stdout, stderr]).toEqual([0, stdout, stderr]);
  return shownSchema.parse(JSON.parse(stdout)).accessKey;
}
/** Runs a command that must be refused. @returns the sentence */
async function refused(line: string): Promise<string> {
  const { code, stderr } = await operator.herald(`partner ${line}`);
  expect(code).not.toBe(0);
  return stderr;
}
const authorized = (key: string) => {
  const headers = { Authorization: `Bearer ${key}` };
  return authorize(authorizerEvent('GET/demo/notifications/targets', headers), contextOf());
};
const works = (key: string): Promise<boolean> =>
  authorized(key).then(
    () => true,
    (error: unknown) => {
      expect(error).toEqual(new Error('Unauthorized'));
      return false;
    },
  );
const itemOf = (key: string) =>
  database.items('registry').find(item => item['licensor'] === accessKeyKey(digestIn(key).hash).licensor);
const audits = (stderr: string): Record<string, unknown>[] =>
  stderr
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line));
const listed = async (owner = 'demo') => {
  const { stdout } = await operator.herald(`partner key list ${owner} --json`);
  return z
    .array(z.looseObject({ name: z.string(), id: z.string(), state: z.string() }))
    .parse(JSON.parse(stdout));
};
const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

let first: { key: string; id: string };
beforeEach(async () => {
  operator.reset();
  first = await made('create demo');
});

test('several named keys work beside each other, with the usage key of their licensor', async () => {
  const ci = await made('key create demo --name ci');

  expect([await works(first.key), await works(ci.key)]).toEqual([true, true]);
  const policies = await Promise.all([first, ci].map(({ key }) => authorized(key)));
  expect(new Set(policies.map(({ usageIdentifierKey }) => usageIdentifierKey)).size).toBe(1);
  expect((await listed()).map(({ name, state }) => [name, state])).toEqual([
    ['default', 'works'],
    ['ci', 'works'],
  ]);
  expect(operator.edge.made()).toEqual({ clients: 0, keys: 1 });
});

test('a key is shown once: neither the list, nor a log line, nor the Registry has it', async () => {
  const created = await operator.herald('partner key create demo --name ci --yes');
  const [key = ''] = /hk_dev_\w+/.exec(created.stdout) ?? [];
  const texts = [
    created.stderr,
    (await operator.herald('partner key list demo')).stdout,
    (await operator.herald('partner key list demo --json')).stdout,
    JSON.stringify(database.items('registry')),
  ];

  expect(await works(key)).toBe(true);
  for (const text of texts) expect(text).not.toContain(key.slice(-20));
});

test('a read-only key and the key of the platform have the scopes of their kind', async () => {
  const reader = await made('key create demo --name reader --read-only');
  const publisher = await made('create --platform');

  expect(itemOf(reader.key)).toMatchObject({ accessKey: { scopes: ['herald/notifications.read'] } });
  expect(itemOf(publisher.key)).toMatchObject({
    kind: 'platform',
    accessKey: { scopes: ['herald/events.publish'] },
  });
  const second = await made('key create --platform --name batch');
  expect((await authorized(second.key)).context).toEqual({
    kind: 'platform',
    clientId: second.id,
    keyName: 'batch',
  });
  expect(await refused('key create --platform --name x --read-only --yes')).toContain('only publishes');
  expect(database.items('registry').find(item => item['licensor'] === platform)).toMatchObject({
    accessKeys: { length: 2 },
  });
});

test('a key ends at the time that was given', async () => {
  const { key } = await made(`key create demo --name trial --expires ${inHours(1)}`);

  expect(await works(key)).toBe(true);
  database.put('registry', { ...itemOf(key), validUntil: inHours(-1) });
  expect(await works(key)).toBe(false);
  expect((await listed()).find(({ name }) => name === 'trial')).toMatchObject({ state: 'expired' });
});

test.each([
  ['an end in the past', 'key create demo --name x --expires 2020-01-01T00:00:00Z', 'in the future'],
  ['an end that is no time', 'key create demo --name x --expires tomorrow', 'Expected a time'],
  ['a name that cannot name a key', 'key create demo --name a/b', 'expected 1 to 64 letters'],
  ['a name that is in use', 'key create demo --name default', 'it has an access key named default'],
  ['neither a name nor an id', 'key disable demo', 'expected either --name or --id'],
  ['a name and an id', 'key disable demo --name default --id key-1', 'expected either --name or --id'],
  [
    'a key that is not there',
    'key rotate demo --name other',
    'the owner has no access key named other that works',
  ],
  ['an id that is not there', 'key disable demo --id key-1', 'the owner has no access key key-1 that works'],
  ['a licensor and the platform', 'key list demo --platform', 'expected either a licensor or --platform'],
])('%s is refused, and nothing changes', async (_, line, sentence) => {
  const before = database.items('registry');

  expect(await refused(line.includes('list') ? line : `${line} --yes`)).toContain(sentence);
  expect(database.items('registry')).toEqual(before);
});

test('a rotation overlaps two keys of one name: the new one has the scopes of the older', async () => {
  const reader = await made('key create demo --name reader --read-only');
  const next = await made('key rotate demo --name reader --overlap 2');

  expect([await works(reader.key), await works(next.key), await works(first.key)]).toEqual([
    true,
    true,
    true,
  ]);
  expect(itemOf(next.key)).toMatchObject({
    accessKey: { name: 'reader', scopes: ['herald/notifications.read'] },
  });
  expect(itemOf(next.key)).not.toHaveProperty('validUntil');
  const hours = (Date.parse(String(itemOf(reader.key)?.['validUntil'])) - Date.now()) / 3_600_000;
  expect(Math.round(hours)).toBe(2);
  expect(itemOf(first.key)).not.toHaveProperty('validUntil');
});

test('the older key of a rotation lasts 24 hours unless said, and none with an overlap of 0', async () => {
  const second = await made('key rotate demo');
  const hours = (Date.parse(String(itemOf(first.key)?.['validUntil'])) - Date.now()) / 3_600_000;
  expect(Math.round(hours)).toBe(24);

  const third = await made('key rotate demo --overlap 0');
  expect([await works(first.key), await works(second.key), await works(third.key)]).toEqual([
    false,
    false,
    true,
  ]);
});

test('a second rotation does not lengthen the time of the oldest key', async () => {
  await made('key rotate demo --overlap 1');
  const end = itemOf(first.key)?.['validUntil'];

  await made('key rotate demo --overlap 24');

  expect(itemOf(first.key)?.['validUntil']).toBe(end);
});

test('a key that has an end is rotated only with the end of the new one', async () => {
  const trial = await made(`key create demo --name trial --expires ${inHours(48)}`);

  expect(await refused('key rotate demo --name trial --yes')).toContain(
    '--expires <time>, or --expires never',
  );
  expect(await works(trial.key)).toBe(true);
  const next = await made('key rotate demo --name trial --expires never');
  expect(itemOf(next.key)).not.toHaveProperty('validUntil');
  const end = inHours(100);
  const last = await made(`key rotate demo --name trial --expires ${end}`);
  expect(itemOf(last.key)).toMatchObject({ validUntil: end });
});

test('one key of a rotation can be disabled by its id, and the others go on', async () => {
  const next = await made('key rotate demo');

  const { stdout } = await operator.herald(`partner key disable demo --id ${first.id} --yes`);

  expect(stdout).toContain('1 access key of licensor demo disabled.');
  expect([await works(first.key), await works(next.key)]).toEqual([false, true]);
  expect((await listed()).map(({ id, state }) => [id, state])).toEqual([
    [first.id, 'disabled'],
    [next.id, 'works'],
  ]);
});

test('disabling by name ends all keys of the name, and the name is free again', async () => {
  const next = await made('key rotate demo');
  const ci = await made('key create demo --name ci');

  await operator.herald('partner key disable demo --name default --yes');
  expect(await Promise.all([first, next, ci].map(({ key }) => works(key)))).toEqual([false, false, true]);

  const again = await made('key create demo --name default');
  expect(await works(again.key)).toBe(true);
  // Keys that no longer work are forgotten by the next change.
  expect((await listed()).map(({ id }) => id)).toEqual([ci.id, again.id]);
  expect(itemOf(first.key)).toBeUndefined();
  expect(await works(first.key)).toBe(false);
});

test('partner disable ends all keys, and a new one brings the licensor back', async () => {
  const ci = await made('key create demo --name ci');

  await operator.herald('partner disable demo --yes');
  expect([await works(first.key), await works(ci.key)]).toEqual([false, false]);
  const { stdout } = await operator.herald('partner list --json');
  expect(JSON.parse(stdout)).toMatchObject([{ owner: 'demo', clients: 0 }]);

  expect(await works((await made('key create demo --name ci')).key)).toBe(true);
});

test(`a licensor has at most ${accessKeyLimit} keys that work`, async () => {
  for (let number = 2; number <= accessKeyLimit; number++) await made(`key create demo --name key-${number}`);

  expect(await refused('key create demo --name one-more --yes')).toContain(
    `the owner has ${accessKeyLimit} access keys that work`,
  );
  // The older key of a rotation ends by itself.
  await made('key rotate demo');
  expect(await listed()).toHaveLength(accessKeyLimit + 1);

  for (const name of ['key-2', 'key-3'])
    await operator.herald(`partner key disable demo --name ${name} --yes`);
  await made('key create demo --name one-more');
});

test('every change writes a log line: who, what and which key', async () => {
  const created = await operator.herald('partner key create demo --name ci --yes');
  const rotated = await operator.herald('partner key rotate demo --name ci --yes');
  const disabled = await operator.herald('partner key disable demo --name ci --yes');

  const [one, two, three] = [created, rotated, disabled].flatMap(({ stderr }) => audits(stderr));
  const common = { service: 'operator', owner: 'demo', by: operatorArn };
  expect(one).toMatchObject({ ...common, message: 'access key created', name: 'ci' });
  expect(two).toMatchObject({
    ...common,
    message: 'access key rotated',
    name: 'ci',
    replaced: [one?.['id']],
  });
  expect(three).toMatchObject({
    ...common,
    message: 'access keys disabled',
    keys: [one?.['id'], two?.['id']],
  });
});

test('a licensor of Herald 0.2, whose record lists no access keys, gets one', async () => {
  const record = database.items('registry').find(({ itemId }) => itemId === 'LICENSOR');
  const { accessKeys: _, ...before } = { accessKeys: undefined, ...record };
  database.put('registry', before);

  expect(await listed()).toEqual([]);
  const ci = await made('key create demo --name ci');
  expect((await listed()).map(({ id }) => id)).toEqual([ci.id]);
});
