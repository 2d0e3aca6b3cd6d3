// `POST /targets/{targetId}/test`: invokes the deliverer of the target's channel and returns the outcome.
import { beforeEach, expect, test } from 'vitest';
import { findTopicOf, topics } from '../../../../core/catalog/catalog.ts';
import { viewsOfTopics } from '../../../../core/catalog/topic-view.ts';
import { adviceFor, type OutcomeClass } from '../../../../core/model/delivery/outcome.ts';
import { testEvent, testRequestSchema } from '../../../../core/model/delivery/test-delivery.ts';
import { bodyOf } from '../../../../core/model/event/notification.ts';
import { awsTarget, licensor, webhookTarget } from '../../../support/builders/records.ts';
import { targetItem } from '../../../support/builders/stored-items.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const { call, reset, written, hasTarget, functions, database } = createRegisteringApi();
beforeEach(() => {
  reset();
  hasTarget(webhookTarget());
});

const post = (targetId = 'target-1', query = {}) =>
  call('POST /{licensor}/notifications/targets/{targetId}/test', { path: { targetId }, query });
const answerOf = (outcome: object, durationMs = 12) => ({
  outcome: { message: 'why', ...outcome },
  durationMs,
});

test.each([
  ['webhook-deliverer', webhookTarget()],
  ['aws-deliverer', awsTarget('SQS')],
  ['aws-deliverer', awsTarget('EVENTBRIDGE')],
])(
  'the %s is invoked for a target of its channel, and its outcome is returned',
  async (deliverer, target) => {
    reset();
    hasTarget(target);
    functions.answers(deliverer, answerOf({ class: 'DELIVERED', message: 'answered 204', httpStatus: 204 }));

    const { status, body } = await post();

    expect(status).toBe(200);
    expect(body).toEqual({
      targetId: 'target-1',
      eventId: expect.stringMatching(/^test-\w+$/),
      delivered: true,
      outcome: { class: 'DELIVERED', message: 'answered 204', httpStatus: 204, milliseconds: 12 },
    });
    expect(functions.asked(deliverer)).toEqual([
      { test: { licensor, targetId: 'target-1', eventId: body.eventId } },
    ]);
  },
);

test.each(topics.flatMap(({ eventTypes }) => Object.keys(eventTypes)))(
  'with the event type %s, the deliverer is asked to send its example',
  async eventType => {
    functions.answers('webhook-deliverer', answerOf({ class: 'DELIVERED' }));

    const { status, body } = await post('target-1', { eventType });

    expect(status).toBe(200);
    const [request] = functions.asked('webhook-deliverer');
    const { test: asked } = testRequestSchema.parse(request);
    const sent = testEvent(asked, 0);
    expect(sent).toMatchObject({ eventId: body.eventId, eventType, topic: findTopicOf(eventType)?.name });
    const { versions = [] } =
      viewsOfTopics()
        .flatMap(view => view.eventTypes)
        .find(view => view.eventType === eventType) ?? {};
    const framing = { subscriptionId: undefined, format: undefined };
    const [example] = versions[0]?.native.examples ?? [];
    // Times and ids are those of this test.
    expect(Object.keys(JSON.parse(bodyOf(sent, framing, 'WEBHOOK')))).toEqual(Object.keys(Object(example)));
  },
);

test('an unknown event type is a 400, and nothing is sent', async () => {
  const { status, body } = await post('target-1', { eventType: 'Nothing' });

  expect(status).toBe(400);
  expect(body.error.message).toMatch(/unknown event type "Nothing"/);
  expect(functions.asked('webhook-deliverer')).toEqual([]);
  expect(written()).toEqual([]);
});

const failures = (Object.keys(adviceFor) as OutcomeClass[]).filter(name => name !== 'DELIVERED');

test.each(failures)('%s is returned with advice for the partner', async name => {
  functions.answers('webhook-deliverer', answerOf({ class: name }));

  const { status, body } = await post();

  expect(status).toBe(200);
  expect(body).toMatchObject({
    delivered: false,
    outcome: { class: name, message: 'why', milliseconds: 12, advice: expect.stringMatching(/\w+ \w+/) },
  });
});

test('each class has its own advice', () => {
  expect(new Set(failures.map(name => adviceFor[name])).size).toBe(failures.length);
});

test('a failure of the token endpoint has advice about the token endpoint, whatever its class', async () => {
  functions.answers('webhook-deliverer', {
    ...answerOf({ class: 'TIMEOUT' }),
    outcome: { class: 'TIMEOUT', message: 'token endpoint: no answer within 10 s' },
  });

  expect((await post()).body.outcome.advice).toMatch(/authEndpoint, clientId, clientSecret/);
});

test('a second test of a target within ten seconds is a 429 with Retry-After, and nothing is sent', async () => {
  functions.answers('webhook-deliverer', answerOf({ class: 'DELIVERED' }));
  hasTarget(webhookTarget({ targetId: 'target-2' }));
  expect((await post()).status).toBe(200);

  expect(await post()).toMatchObject({
    status: 429,
    headers: { 'retry-after': '10' },
    body: { error: { code: 'TOO_MANY_REQUESTS', message: expect.stringContaining('10 s') } },
  });
  expect(functions.asked('webhook-deliverer')).toHaveLength(1);
  expect((await post('target-2')).status).toBe(200);
});

test.each([
  [9000, 429],
  [10_000, 200],
])('a target whose last test was %d ms ago: %d', async (ago, status) => {
  functions.answers('webhook-deliverer', answerOf({ class: 'DELIVERED' }));
  database.put('registry', { ...targetItem(webhookTarget()), testedAt: Date.now() - ago });

  expect((await post()).status).toBe(status);
  expect(written()).toEqual([]);
});

test.each(['unknown', 'theirs'])(
  'an unknown target or a target of another licensor is a 404: %s',
  async targetId => {
    hasTarget(webhookTarget({ licensor: 'other', targetId: 'theirs' }));

    expect(await post(targetId)).toMatchObject({
      status: 404,
      body: { error: { message: `there is no target "${targetId}"` } },
    });
    expect(database.updates()).toBe(0);
    expect(functions.asked('webhook-deliverer')).toEqual([]);
  },
);

test('a failed deliverer is a 500', async () => {
  functions.fails('webhook-deliverer', 'secret detail');

  const answer = await post();

  expect(answer).toMatchObject({ status: 500, body: { error: { code: 'INTERNAL_ERROR' } } });
  expect(JSON.stringify(answer)).not.toContain('secret detail');
});
