import { beforeAll, describe, expect, it } from 'vitest';
import { Licensor } from '../support/emulator/licensor.ts';
import { expectRefusalWithoutTrace, type Refusal } from '../support/emulator/refusal.ts';
import { registryOf, secretsOf } from '../support/emulator/tables.ts';

let licensor: Licensor;
let targetIds: [string, string];
beforeAll(async () => {
  licensor = await Licensor.onboard();
  targetIds = [await licensor.registerWebhook('one'), await licensor.registerWebhook('two')];
});

const usedBefore: Refusal = {
  status: 409,
  code: 'CONFLICT',
  says: 'Idempotency-Key: this key was already used',
};
const target = (path: string) => ({
  type: 'WEBHOOK',
  destination: `https://your-api.example.com/${path}`,
  auth: { type: 'hmac', hmacSecret: 'your-secret' },
});
const subscription = (eventType: string) => ({
  topic: 'OfferStatus',
  eventTargetMapping: { [eventType]: [targetIds[0]] },
});
const countOf = async (one: Licensor) => (await registryOf(one.name)).length;

describe.each([
  {
    kind: 'target',
    collection: '/targets',
    body: () => target('a'),
    otherBody: () => target('b'),
  },
  {
    kind: 'subscription',
    collection: '/subscriptions',
    body: () => subscription('LiveStatusUpdated'),
    otherBody: () => subscription('OfferStatusUpdated'),
  },
])('a $kind', ({ kind, collection, body, otherBody }) => {
  const post = (key: string, content: object, one = licensor) =>
    one.partner.call('POST', collection, content, { 'idempotency-key': key });

  it('is created once by a repeated request, which gets 201 with the same id', async () => {
    const first = await post(`${kind}-repeated`, body());
    const count = await countOf(licensor);
    const second = await post(`${kind}-repeated`, body());
    expect(second).toMatchObject({ status: 201, body: first.body as object });
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await countOf(licensor)).toBe(count);
  });

  it('is created once by ten concurrent requests', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(`${kind}-at-once`, body())));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(new Set(answers.map(answer => JSON.stringify(answer.body))).size).toBe(1);
  });

  it('is not created by a request with the same key and another body: 409', async () => {
    await post(`${kind}-reused`, body());
    const send = () => post(`${kind}-reused`, otherBody());
    await expectRefusalWithoutTrace(licensor, send, usedBefore);
  });

  it('is created by each request with another key or without one', async () => {
    const send = async (headers: Record<string, string>) =>
      (await licensor.partner.call('POST', collection, body(), headers)).body;
    const made = [
      await send({ 'idempotency-key': `${kind}-first` }),
      await send({ 'idempotency-key': `${kind}-second` }),
      await send({}),
      await send({}),
    ];
    expect(new Set(made.map(one => JSON.stringify(one))).size).toBe(4);
  });
});

it('two licensors can use the same key, each for its own target', async () => {
  const other = await Licensor.onboard();
  const post = async (one: Licensor) =>
    (await one.partner.call('POST', '/targets', target('a'), { 'idempotency-key': 'shared' })).body;
  const [mine, theirs] = [await post(licensor), await post(other)] as { targetId: string }[];
  expect(theirs?.targetId).toEqual(expect.any(String));
  expect(theirs?.targetId).not.toBe(mine?.targetId);
  const targets = (await registryOf(other.name)).filter(({ targetId }) => targetId !== undefined);
  expect(targets).toHaveLength(1);
});

it('one key can be used for a target and for a subscription', async () => {
  const headers = { 'idempotency-key': 'for-both' };
  expect((await licensor.partner.call('POST', '/targets', target('a'), headers)).status).toBe(201);
  const body = subscription('LiveStatusUpdated');
  expect((await licensor.partner.call('POST', '/subscriptions', body, headers)).status).toBe(201);
});

it('a repeated request stores no second secret', async () => {
  const one = await Licensor.onboard();
  for (let times = 0; times < 3; times++) {
    await one.partner.call('POST', '/targets', target('a'), { 'idempotency-key': 'again' });
  }
  expect(await secretsOf(one.name)).toHaveLength(1);
});
