// The status of a target and its health: only the partner enables a disabled target, and a changed target is
// tried at once. test/integration/target-health.test.ts tests the rest on the emulator.
import { beforeEach, expect, test } from 'vitest';
import { type Health, healthy } from '../../../../core/model/target/target-health.ts';
import { healthKey } from '../../../../core/store/deliveries/target-health.ts';
import { eventOfItem } from '../../../../core/store/events/event-item.ts';
import { awsTarget, destinations, roleArn, webhookTarget } from '../../../support/builders/records.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const { call, reset, written, refuse, hasTarget, database } = createRegisteringApi();
const one = '/{licensor}/notifications/targets/{targetId}';
const path = { targetId: 'target-1' };
const body = { type: 'WEBHOOK', destination: webhookTarget().destination, auth: { type: 'bearer' } };
const disabling = {
  status: 'DISABLED',
  statusReason: 'answered 410 Gone',
  statusSince: '2026-01-02T00:00:00.000Z',
} as const;
const disabledTarget = () => webhookTarget({ version: 4, ...disabling });

beforeEach(reset);

const put = (more: object = {}) => call(`PUT ${one}`, { path, body: { ...body, ...more } });
const healthOf = (fields: Partial<Health>): Health => ({ ...healthy(webhookTarget(), 0), ...fields });
const hasHealth = (health: Health): void =>
  database.put(tables.DELIVERIES_TABLE, { ...healthKey(health), ...health });

/** The changes of the transaction to the target, its health and the events. */
function transaction() {
  const [writes = [], ...others] = written();
  expect(others).toEqual([]);
  const updateOf = (table: string) => writes.find(({ Update }) => Update?.TableName === table)?.Update;
  return {
    target: updateOf(tables.REGISTRY_TABLE),
    health: updateOf(tables.DELIVERIES_TABLE),
    event: writes.find(({ Put }) => Put?.TableName === tables.EVENTS_TABLE)?.Put,
  };
}
/** The attributes that an update sets. */
function setBy(write: ReturnType<typeof transaction>['health']): Record<string, unknown> {
  const entries = Object.entries(write?.ExpressionAttributeValues ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(1), value]));
}

test('an update without a status leaves a disabled target disabled, and its health unchanged', async () => {
  hasTarget(disabledTarget());
  hasHealth(healthOf({ state: 'DISABLED', version: 7, failures: 12 }));

  expect(await put()).toMatchObject({ status: 200, body: disabling });
  const { target, health, event } = transaction();
  expect(setBy(target)).toMatchObject(disabling);
  expect([health, event]).toEqual([undefined, undefined]);
});

test('status ACTIVE enables the target, drains it and publishes an event in one transaction', async () => {
  hasTarget(disabledTarget());
  hasHealth(healthOf({ state: 'DISABLED', version: 7, failures: 12 }));

  const { body: shown } = await put({ status: 'ACTIVE' });

  expect(shown).toMatchObject({ status: 'ACTIVE' });
  expect(shown).not.toHaveProperty('statusReason');
  expect(shown).not.toHaveProperty('statusSince');
  const { target, health, event } = transaction();
  expect(target).toMatchObject({
    UpdateExpression: expect.stringMatching(/REMOVE .*#statusReason, #statusSince/),
  });
  expect(health).toMatchObject({
    Key: healthKey(webhookTarget()),
    ConditionExpression: '#version = :read_version',
  });
  expect(setBy(health)).toMatchObject({
    read_version: 7,
    version: 8,
    state: 'DRAINING',
    failures: 0,
    nextAttemptAt: expect.any(Number),
    dueShard: expect.any(String),
  });
  expect(event).toMatchObject({ ConditionExpression: 'attribute_not_exists(eventKey)' });
  const { payload, ...told } = eventOfItem(event?.Item);
  expect(told).toMatchObject({
    licensor: 'acme',
    topic: 'TargetHealth',
    eventType: 'TargetRecovered',
    entity: 'target-1',
    fields: { targetId: 'target-1' },
  });
  expect(JSON.parse(payload)).toEqual({
    eventType: 'TargetRecovered',
    targetId: 'target-1',
    targetType: 'WEBHOOK',
    status: 'ACTIVE',
    since: told.acceptedAt,
  });
});

const unannounced = healthOf({
  state: 'DISABLED',
  version: 3,
  failures: 1,
  since: disabling.statusSince,
  targetVersion: 4,
  disabledBecause: disabling.statusReason,
  nextAttemptAt: 1,
});

test('a disabling that the scheduler has not announced is shown, and a PUT without a status keeps it', async () => {
  hasTarget(webhookTarget({ version: 4 }));
  hasHealth(unannounced);
  const reads = () =>
    Promise.all([
      call(`GET ${one}`, { path }),
      call('GET /{licensor}/notifications/targets', { query: { targetId: 'target-1' } }),
    ]);

  for (const read of await reads()) expect(read.body).toMatchObject(disabling);
  expect((await call('GET /{licensor}/notifications/targets')).body).toMatchObject({ targets: [disabling] });

  expect(await put()).toMatchObject({ status: 200, body: disabling });
  const { health, event } = transaction();
  // The scheduler announces it for the new version, and finds that the health that it has read is outdated.
  expect(setBy(health)).toMatchObject({
    read_version: 3,
    version: 4,
    targetVersion: 5,
    state: 'DISABLED',
    nextAttemptAt: 1,
  });
  expect(event).toBeUndefined();
  for (const read of await reads()) expect(read.body).toMatchObject(disabling);
});

test('a PUT with status ACTIVE enables a target whose disabling was not announced, without an event', async () => {
  hasTarget(webhookTarget({ version: 4 }));
  hasHealth(unannounced);

  expect(await put({ status: 'ACTIVE' })).toMatchObject({ status: 200, body: { status: 'ACTIVE' } });
  const { health, event } = transaction();
  expect(setBy(health)).toMatchObject({ read_version: 3, version: 4, state: 'DRAINING' });
  expect(event).toBeUndefined();
  expect((await call(`GET ${one}`, { path })).body).toMatchObject({ status: 'ACTIVE' });
});

test('a disabled target without health gets one, so that its parked deliveries are drained', async () => {
  hasTarget(disabledTarget());

  expect((await put({ status: 'ACTIVE' })).status).toBe(200);
  const { health, event } = transaction();
  expect(health).toMatchObject({ ConditionExpression: 'attribute_not_exists(#version)' });
  expect(setBy(health)).toMatchObject({ state: 'DRAINING', version: 2 });
  expect(event).toBeDefined();
});

test.each([
  ['an open breaker', { state: 'OPEN', version: 3, failures: 10 }],
  ['failures', { failures: 1 }],
  [
    'a disabling of an earlier version',
    { state: 'DISABLED', version: 3, targetVersion: 1, nextAttemptAt: 1 },
  ],
] as const)('an update of an active target with %s drains it, and publishes no event', async (_, fields) => {
  hasTarget(webhookTarget({ version: 2 }));
  const before = healthOf(fields);
  hasHealth(before);

  expect((await put()).status).toBe(200);
  const { health, event } = transaction();
  expect(setBy(health)).toMatchObject({ state: 'DRAINING', failures: 0, version: before.version + 1 });
  expect(event).toBeUndefined();
});

test.each([
  ['no health', undefined],
  ['a closed breaker', healthOf({ version: 5 })],
])('an update of a target with %s writes only the target, with or without a status', async (_, health) => {
  hasTarget(webhookTarget());
  if (health) hasHealth(health);

  expect((await put({ status: 'ACTIVE' })).status).toBe(200);
  expect(transaction()).toMatchObject({ health: undefined, event: undefined });
});

test('an update requires that the status of the target is unchanged', async () => {
  hasTarget(webhookTarget({ version: 4 }));

  await put();
  const { target } = transaction();
  expect(target?.ConditionExpression).toBe('#version = :read_version AND #status = :read_status');
  expect(setBy(target)).toMatchObject({ read_version: 4, read_status: 'ACTIVE' });
});

test.each([tables.DELIVERIES_TABLE, tables.EVENTS_TABLE])(
  'if Herald changes the status concurrently (%s), the partner is told to try again',
  async table => {
    hasTarget(disabledTarget());
    refuse(({ Put, Update }) => (Put ?? Update)?.TableName === table);

    expect(await put({ status: 'ACTIVE' })).toMatchObject({
      status: 409,
      body: { error: { code: 'CONFLICT', message: expect.stringContaining('try again') } },
    });
  },
);

test('targets of every type can be enabled', async () => {
  hasTarget(awsTarget('SQS', { targetId: 'target-1', ...disabling }));
  const queue = { type: 'SQS', destination: destinations.SQS, auth: { assumeRoleArn: roleArn } };

  const sent = { ...queue, status: 'ACTIVE' };
  expect(await call(`PUT ${one}`, { path, body: sent })).toMatchObject({ body: { status: 'ACTIVE' } });
});

test.each(['DISABLED', 'PAUSED', null])('a partner cannot set status %s', async status => {
  hasTarget(webhookTarget());

  expect(await put({ status })).toMatchObject({
    status: 400,
    body: { error: { message: 'status: expected "ACTIVE"' } },
  });
  expect(written()).toEqual([]);
});

test('a new target cannot be created with a status', async () => {
  const answer = await call('POST /{licensor}/notifications/targets', {
    body: { ...body, status: 'ACTIVE' },
  });

  expect(answer).toMatchObject({ status: 400, body: { error: { message: 'body: unknown field "status"' } } });
});

test('deleting a target drains its parked deliveries, so that they are cancelled', async () => {
  hasTarget(disabledTarget());

  expect((await call(`DELETE ${one}`, { path })).status).toBe(204);
  const { health } = transaction();
  expect(health?.Key).toEqual(healthKey(webhookTarget()));
  expect(setBy(health)).toMatchObject({ draining: 'DRAINING', now: expect.any(Number) });
});
