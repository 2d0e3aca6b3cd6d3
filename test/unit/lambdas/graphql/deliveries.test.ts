// Deliveries in GraphQL: the same as in REST.
import { beforeEach, expect, test } from 'vitest';
import { newRowStatement } from '../../../../core/store/deliveries/delivery-row.ts';
import { awsTarget, deliveryOf, eventOf, webhookTarget } from '../../../support/builders/records.ts';
import { targetItem } from '../../../support/builders/stored-items.ts';
import { environmentOf, queueUrl } from '../../../support/handlers/environments.ts';
import { createGraphql } from '../../../support/handlers/graphql-under-test.ts';

const graphql = createGraphql();
const table = environmentOf('graphql').DELIVERIES_TABLE;
const acceptedAt = new Date(Date.now() - 3600_000).toISOString();
const attempt = { attempt: 1, at: acceptedAt, durationMs: 9, class: 'SERVER_ERROR', message: 'answered 503' };

beforeEach(() => {
  graphql.reset();
  graphql.queues.reset();
  for (const eventId of ['event-1', 'event-2']) {
    graphql.database.accept(eventOf({ eventId, acceptedAt, fields: { territory: 'DE' } }));
    const row = deliveryOf({ eventId, status: 'FAILED', attempts: [attempt], updatedAt: acceptedAt });
    graphql.database.execute({ Statements: [newRowStatement(table, row)] });
  }
  graphql.database.put('registry', targetItem(webhookTarget()));
});

test('lists deliveries in pages', async () => {
  const query = (after = '') =>
    `{ deliveries(targetId: "target-1", status: "FAILED", first: 1${after}) {
         nodes { eventId attempts lastOutcome { class advice } } pageInfo { hasNextPage endCursor } } }`;

  const first = (await graphql.ask(query())).data.deliveries;
  const second = (await graphql.ask(query(`, after: "${first.pageInfo.endCursor}"`))).data.deliveries;

  expect(first.pageInfo.hasNextPage).toBe(true);
  const ids = [...first.nodes, ...second.nodes].map(({ eventId }: { eventId: string }) => eventId);
  expect(ids.sort()).toEqual(['event-1', 'event-2']);
  expect(first.nodes[0]).toMatchObject({ attempts: 1, lastOutcome: { class: 'SERVER_ERROR' } });
});

test.each([
  ['first: 0', 'first'],
  ['after: "none"', 'after'],
  ['status: "OPEN"', 'status'],
  ['topic: "None"', 'topic'],
])('refuses %s and names the argument', async (argument, name) => {
  const { errors } = await graphql.ask(`{ deliveries(${argument}) { nodes { eventId } } }`);

  expect(errors[0].extensions.code).toBe('BAD_REQUEST');
  expect(errors[0].message).toContain(name);
});

test('one delivery with its attempts, the request as a list of headers, and what comes next', async () => {
  const { data } = await graphql.ask(`{ delivery(eventId: "event-1", targetId: "target-1") {
    status attemptCount attempts { class message advice } next { action reason }
    request { method destination headers { name value } body } } }`);

  expect(data.delivery).toMatchObject({
    status: 'FAILED',
    attempts: [{ class: 'SERVER_ERROR', message: 'answered 503' }],
    next: { action: 'NONE' },
    request: { method: 'POST' },
  });
  expect(data.delivery.request.headers).toContainEqual({ name: 'authorization', value: 'Bearer REDACTED' });
});

test('the parameters of the call to an AWS target, each as JSON', async () => {
  graphql.database.put('registry', targetItem(awsTarget('SQS')));

  const { data } = await graphql.ask(`{ delivery(eventId: "event-1", targetId: "target-1") {
    request { destination call parameters { name value } } } }`);

  const { destination, call, parameters } = data.delivery.request;
  expect(call).toBe('SQS SendMessage');
  expect(parameters).toContainEqual({ name: 'QueueUrl', value: expect.stringMatching(/^"https:/) });
  expect(destination).toMatch(/^arn:aws:sqs:/);
});

test('the deliveries of one event', async () => {
  const query = (eventId: string) => `{ eventDeliveries(eventId: "${eventId}") { targetId status } }`;

  const { data } = await graphql.ask(query('event-2'));
  const unknown = await graphql.ask(query('event-3'));

  expect(data.eventDeliveries).toEqual([{ targetId: 'target-1', status: 'FAILED' }]);
  expect(unknown.errors[0].extensions.code).toBe('NOT_FOUND');
});

test('routing of an event', async () => {
  const { data } = await graphql.ask(`{ eventRouting(eventId: "event-1") {
    fields { field value } targets { targetId result reasons { code } } } }`);

  expect(data.eventRouting).toEqual({
    fields: [{ field: 'territory', value: 'DE' }],
    targets: [{ targetId: 'target-1', result: 'FAILED', reasons: null }],
  });
});

test('sends one delivery again', async () => {
  const mutation = 'mutation { resendDelivery(eventId: "event-1", targetId: "target-1") { status trigger } }';

  const { data } = await graphql.ask(mutation);
  const again = await graphql.ask(mutation);

  expect(data.resendDelivery).toEqual({ status: 'WAITING', trigger: 'RESEND' });
  expect(graphql.queues.bodiesOn(queueUrl)).toMatchObject([{ eventId: 'event-1', attempt: 2 }]);
  expect(again.errors[0].extensions.code).toBe('CONFLICT');
});
