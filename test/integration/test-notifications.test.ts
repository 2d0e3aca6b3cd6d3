// `POST /targets/{targetId}/test`: the deliverer sends a test notification, and the answer has its outcome.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Partner } from '../../local/partner/partner.ts';
import type { PlannedAnswer } from '../../local/partner/planned-answers.ts';
import { herald } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivalAt, newPartner, registrationOf } from '../support/emulator/partner.ts';
import { arrivalOf, behave, received, webhookUrl } from '../support/emulator/receiver.ts';
import { expectRefusal, expectRefusalWithoutTrace } from '../support/emulator/refusal.ts';
import { runScheduler } from '../support/emulator/scheduler.ts';
import { allItems } from '../support/emulator/tables.ts';

type Answer = {
  targetId: string;
  eventId: string;
  delivered: boolean;
  outcome: { class: string; message: string; milliseconds: number; httpStatus?: number; advice?: string };
};

let licensor: Licensor;
let partner: Partner;
beforeAll(async () => {
  [licensor, partner] = await Promise.all([Licensor.onboard(), newPartner()]);
});

async function test(targetId: string): Promise<Answer> {
  const { status, body } = await licensor.partner.call('POST', `/targets/${targetId}/test`);
  expect(status).toBe(200);
  return body as Answer;
}

const payloadOf = (targetId: string) => ({
  test: true,
  eventType: 'TestNotification',
  targetId,
  eventTimestamp: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
});

async function expectNoTrace(eventId: string): Promise<void> {
  const { EventsTable, DeliveriesTable } = herald.outputs;
  for (const table of [EventsTable, DeliveriesTable])
    expect(JSON.stringify(await allItems(table))).not.toContain(eventId);
}

it('a test with an event type sends its example, signed and with the id of a test', async () => {
  const targetId = await licensor.registerWebhook('sample', { type: 'bearer', bearerToken: 'a-token' });
  const { status, body } = await licensor.partner.call(
    'POST',
    `/targets/${targetId}/test?eventType=LiveStatusUpdated`,
  );
  expect({ status, body }).toMatchObject({ status: 200, body: { delivered: true } });
  const { eventId } = body as Answer;
  expect(eventId).toMatch(/^test-/);
  const { body: sent } = await arrivalOf(licensor.path('sample'), eventId);
  expect(JSON.parse(sent)).toMatchObject({ eventType: 'LiveStatusUpdated' });
  await expectNoTrace(eventId);
});

describe.concurrent('a test notification is marked as a test and leaves no items:', () => {
  it.each(['queue', 'topic', 'bus'] as const)('at a %s', async kind => {
    const { [kind]: destination } = partner;
    const targetId = await licensor.register(registrationOf(destination));
    const { eventId, ...answer } = await test(targetId);
    expect(answer).toEqual({
      targetId,
      delivered: true,
      outcome: { class: 'DELIVERED', message: 'accepted', milliseconds: expect.any(Number) },
    });
    expect(eventId).toMatch(/^test-/);
    expect(await arrivalAt(destination, eventId)).toMatchObject({
      eventType: 'TestNotification',
      payload: payloadOf(targetId),
    });
    await expectNoTrace(eventId);
  });

  it.each([
    ['bearer', { type: 'bearer', bearerToken: 'a-token' }, { authorization: 'Bearer a-token' }],
    ['apiKey', { type: 'apiKey', apiKey: 'a-key' }, { 'x-api-key': 'a-key' }],
    [
      'hmac',
      { type: 'hmac', hmacSecret: 'a-secret-of-a-partner' },
      {
        'x-signature': expect.stringMatching(/^[0-9a-f]{64}$/),
        'webhook-signature': expect.stringMatching(/^v1,/),
      },
    ],
  ])('at a webhook with %s', async (kind, auth, headers) => {
    const targetId = await licensor.registerWebhook(kind, auth);
    const { eventId, ...answer } = await test(targetId);
    expect(answer).toEqual({
      targetId,
      delivered: true,
      outcome: {
        class: 'DELIVERED',
        message: 'answered 200',
        httpStatus: 200,
        milliseconds: expect.any(Number),
      },
    });
    const request = await arrivalOf(licensor.path(kind), eventId);
    expect(request.headers).toMatchObject({ 'webhook-id': eventId, ...headers });
    expect(JSON.parse(request.body)).toEqual(payloadOf(targetId));
    await expectNoTrace(eventId);
  });
});

describe.concurrent('a failed test is answered with the outcome and advice, and is not retried:', () => {
  it.each<[string, Omit<PlannedAnswer, 'path'>, object]>([
    [
      'an answer of 500',
      { status: 500 },
      { class: 'SERVER_ERROR', httpStatus: 500, advice: expect.stringContaining('your service failed') },
    ],
    [
      'an answer of 401',
      { status: 401 },
      {
        class: 'UNAUTHORIZED',
        httpStatus: 401,
        advice: expect.stringContaining('does not accept the credential'),
      },
    ],
    [
      'no answer in time',
      { delayMs: 120_000 },
      {
        class: 'TIMEOUT',
        message: 'no answer within 10 s',
        advice: expect.stringContaining('answer 2xx first'),
      },
    ],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://other.example.com/' } },
      {
        class: 'CONFIG',
        httpStatus: 302,
        advice: expect.stringContaining('compare the target with your settings'),
      },
    ],
  ])('%s', async (what, behaviour, outcome) => {
    const path = licensor.path(what.replaceAll(' ', '-'));
    await behave({ ...behaviour, path });
    const targetId = await licensor.register({
      type: 'WEBHOOK',
      destination: webhookUrl(path),
      auth: { type: 'bearer', bearerToken: 'token' },
    });
    const answer = await test(targetId);
    expect(answer).toMatchObject({ delivered: false, outcome });
    expect(await received(path)).toHaveLength(1);
    await expectNoTrace(answer.eventId);
  });

  it('an answer of 410, which disables the target', async () => {
    await behave({ path: licensor.path('gone'), status: 410 });
    const targetId = await licensor.registerWebhook('gone');
    expect(await test(targetId)).toMatchObject({
      delivered: false,
      outcome: { class: 'GONE', httpStatus: 410, advice: expect.stringContaining('answer 2xx instead') },
    });
    await runScheduler();
    const { body } = await licensor.partner.call('GET', `/targets/${targetId}`);
    expect(body).toMatchObject({ status: 'DISABLED' });
  });

  it('a role that no longer trusts Herald', async () => {
    const { queue } = await newPartner();
    const targetId = await licensor.register(registrationOf(queue));
    await queue.role.requireExternalId('another-external-id');
    const { delivered, outcome } = await test(targetId);
    expect({ delivered, ...outcome }).toMatchObject({
      delivered: false,
      class: 'CONFIG',
      message: expect.stringContaining(`trust policy: ${queue.role.arn} cannot be assumed`),
    });
  });
});

it('a second test of the same target within 10 s is refused with 429 and not sent', async () => {
  const [one, other] = [await licensor.registerWebhook('one'), await licensor.registerWebhook('other')];
  await test(one);
  await expectRefusalWithoutTrace(licensor, () => licensor.partner.call('POST', `/targets/${one}/test`), {
    status: 429,
    code: 'TOO_MANY_REQUESTS',
    says: 'one test notification in 10 s per target',
  });
  expect(await received(licensor.path('one'))).toHaveLength(1);
  await test(other);
});

it('of six tests that hang at once one is refused with 429 and Retry-After, and not sent', async () => {
  const own = await Licensor.onboard();
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const targetIds = await Promise.all(
    names.map(async name => {
      await behave({ path: own.path(name), delayMs: 120_000 });
      return own.registerWebhook(name);
    }),
  );
  const post = (targetId: string) => own.partner.call('POST', `/targets/${targetId}/test`);
  const answers = await Promise.all(
    targetIds.map(async targetId => ({ targetId, ...(await post(targetId)) })),
  );
  const [refused, ...more] = answers.filter(({ status }) => status === 429);
  expect(more).toEqual([]);
  expect(refused?.body).toMatchObject({ error: { code: 'TOO_MANY_REQUESTS' } });
  expect(refused?.headers.get('retry-after')).toBe('10');
  const waited = answers.filter(answer => answer !== refused);
  expect(waited.map(({ body }) => body)).toMatchObject(Array(5).fill({ outcome: { class: 'TIMEOUT' } }));
  const sent = await Promise.all(names.map(name => received(own.path(name))));
  expect(sent.flat()).toHaveLength(5);
  expect((await post(refused?.targetId ?? '')).body).toMatchObject({ outcome: { class: 'TIMEOUT' } });
});

it('a test does not change the ETag of its target', async () => {
  const targetId = await licensor.registerWebhook('etag');
  const etag = async () => (await licensor.partner.call('GET', `/targets/${targetId}`)).headers.get('etag');
  const before = await etag();
  await test(targetId);
  expect(await etag()).toBe(before);
});

it('a test of an unknown target is answered 404', async () => {
  expectRefusal(await licensor.partner.call('POST', '/targets/unknown/test'), {
    status: 404,
    code: 'NOT_FOUND',
    says: 'there is no target "unknown"',
  });
});
