// A person with only the runbook: its commands, as they stand there, on the local stage.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { findDeployment } from '../../ops/deployment.ts';
import { removeLicensor, suspendedForMs } from '../../ops/removal.ts';
import { accepted } from '../support/builders/accepted-event.ts';
import { documentedData } from '../support/builders/documented-payload.ts';
import { deliveryOf, taskOf } from '../support/builders/records.ts';
import { storeRoute } from '../support/emulator/audit.ts';
import { storeEvents } from '../support/emulator/events.ts';
import { herald, heraldAws } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { allLogs } from '../support/emulator/logs.ts';
import { newPartner, registrationOf } from '../support/emulator/partner.ts';
import { receivedIds } from '../support/emulator/receiver.ts';
import { argumentsFor, npmRun } from '../support/emulator/runbook.ts';
import { runScheduler, storeDeliveries } from '../support/emulator/scheduler.ts';
import { deliveryWhen } from '../support/emulator/tables.ts';
import { eventually } from '../support/emulator/wait.ts';

const deployment = await findDeployment('local', { aws: heraldAws });
const isoAt = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * 60_000).toISOString();

async function subscribed() {
  const licensor = await Licensor.onboard();
  const path = licensor.path('hook');
  const targetId = await licensor.registerWebhook('hook');
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const filled = { licensor: licensor.name, targetId, since: isoAt(10), until: isoAt(-10) };
  const run = (toDo: string, more: Partial<typeof filled> = {}) =>
    npmRun(argumentsFor(toDo, { ...filled, ...more }));
  const times = async (eventId: string) => (await receivedIds(path)).filter(id => id === eventId).length;
  /** With the scheduler run now, since a test does not wait for its minute. */
  const arrives = (eventId: string, count: number) =>
    eventually(
      `event ${eventId} ${count} times at the partner`,
      async () => {
        await runScheduler();
        return times(eventId);
      },
      found => found === count,
      60_000,
    );
  return { licensor, targetId, run, arrives, times };
}

it('switches a target off and on, sees what waits meanwhile, and proves that it is over', async () => {
  const { licensor, targetId, run, arrives, times } = await subscribed();
  const view = async () => (await licensor.partner.call('GET', `/targets/${targetId}`)).body;

  await run('stop sending to a target that does harm');
  expect(await view()).toMatchObject({ status: 'SUSPENDED', statusReason: 'floods us with 500s' });
  const eventId = await licensor.publish();
  await deliveryWhen({ licensor: licensor.name, targetId, eventId }, ({ status }) => status === 'PARKED');
  expect((await run('see one target')).output).toMatchObject({
    status: 'SUSPENDED',
    deliveries: { WAITING: 0, PARKED: 1, FAILED: 0 },
  });
  const suspended = (await run('see how it is')).output['suspended'];
  expect(suspended).toContainEqual(expect.objectContaining({ targetId, reason: 'floods us with 500s' }));
  expect((await licensor.partner.call('POST', `/targets/${targetId}/test`)).status).toBe(409);
  expect(await times(eventId)).toBe(0);

  await run('send to it again, what was parked included');
  await arrives(eventId, 1);

  expect(await view()).toMatchObject({ status: 'ACTIVE' });
  const stillSuspended = (await run('see how it is')).output['suspended'];
  expect(stillSuspended).not.toContainEqual(expect.objectContaining({ targetId }));
  expect((await run('see one target')).output).toMatchObject({
    deliveries: { WAITING: 0, PARKED: 0, FAILED: 0 },
  });
}, 180_000);

it('suspends a licensor, which can then only read, and resumes it', async () => {
  const { licensor, targetId, run, arrives } = await subscribed();
  const row = { licensor: licensor.name, targetId };

  await run('stop sending to a licensor, and let it only read');
  const eventId = await licensor.publish();
  await deliveryWhen({ ...row, eventId }, ({ status }) => status === 'PARKED');
  expect((await licensor.partner.call('GET', `/targets/${targetId}`)).body).toMatchObject({
    status: 'SUSPENDED',
    statusReason: 'its key was stolen',
  });
  expect((await licensor.partner.call('DELETE', `/targets/${targetId}`)).status).toBe(403);

  await run('end that');
  await arrives(eventId, 1);
}, 180_000);

it('removes a licensor for good, and its access key and OAuth client are refused', async () => {
  const { licensor, run } = await subscribed();
  await licensor.createProfile({ type: 'bearer', bearerToken: 'token' });
  const remove = (dryRun: boolean) =>
    removeLicensor(deployment, createDynamo(new DynamoDBClient(heraldAws)), licensor.name, {
      by: 'a test',
      clock: () => Date.now() + suspendedForMs,
      dryRun,
    });

  await run('stop sending to a licensor, and let it only read');
  // As the runbook's command does, a minute later.
  const found = await remove(true);
  expect(found).toMatchObject({ clients: 2, subscriptions: 1, targets: 1, authProfiles: 1, secrets: 2 });
  expect(await remove(false)).toEqual(found);

  expect(Object.values(await remove(true))).toEqual(Object.values(found).map(() => 0));
  await expect(licensor.newToken()).rejects.toThrow();
  await eventually(
    'the removed key to be refused',
    () => licensor.partner.call('GET', '/targets'),
    ({ status }) => status === 401,
  );
});

it('sends again what a partner took and lost, and what has used up its attempts', async () => {
  const { licensor, targetId, run, arrives } = await subscribed();
  const taken = await licensor.publish();
  const row = { licensor: licensor.name, targetId };
  await deliveryWhen({ ...row, eventId: taken }, ({ status }) => status === 'DELIVERED');

  expect((await run('send again what a partner took and lost')).output).toMatchObject({
    delivered: 1,
    replayed: 1,
    parked: 0,
  });
  await arrives(taken, 2);

  const failed = `failed-${targetId}`;
  const event = accepted({
    topic: 'OfferStatus',
    eventType: 'LiveStatusUpdated',
    data: documentedData,
    eventId: failed,
  });
  await storeEvents({ ...event, eventType: 'Unrouted', licensor: licensor.name });
  await storeDeliveries(
    deliveryOf({ ...row, eventId: failed, status: 'FAILED', attemptCount: 7, updatedAt: isoAt(0) }),
  );
  expect((await run('send again what has used up its attempts')).output).toMatchObject({
    failed: 1,
    targets: [{ targetId, failed: 1, redriven: 1 }],
  });
  await arrives(failed, 1);
}, 180_000);

it('creates deliveries that have no row', async () => {
  const { licensor, targetId, run } = await subscribed();
  const eventId = `missed-${targetId}`;
  const common = { topic: 'OfferStatus', eventType: 'LiveStatusUpdated', data: documentedData };
  // The stream has the event too, before a subscription expects it.
  await storeEvents({ ...accepted({ ...common, eventId, acceptedAt: isoAt(60) }), licensor: licensor.name });
  await eventually(
    'the dispatcher to see the event without a route',
    async () => [...(await allLogs()).values()].flat(),
    lines => lines.some(line => line.includes('no target subscribes to the event') && line.includes(eventId)),
  );
  await storeRoute(licensor.name, targetId, isoAt(90));

  const { output } = await run('create deliveries that have no row', { since: isoAt(61), until: isoAt(59) });

  expect(output).toMatchObject({ failed: 0 });
  expect(output['missing']).toBeGreaterThanOrEqual(1);
  await deliveryWhen({ licensor: licensor.name, targetId, eventId }, () => true);
});

it('looks into quarantine, tries again and throws away', async () => {
  const { licensor, targetId, run, arrives } = await subscribed();
  const eventId = `stuck-${targetId}`;
  const event = accepted({
    topic: 'OfferStatus',
    eventType: 'LiveStatusUpdated',
    data: documentedData,
    eventId,
  });
  await storeEvents({ ...event, eventType: 'Unrouted', licensor: licensor.name });
  const sqs = new SQSClient(heraldAws);
  const quarantine = async (body: string): Promise<string> => {
    const { QuarantineUrl: QueueUrl } = herald.outputs;
    const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
    return String(sent.MessageId);
  };
  const task = await quarantine(JSON.stringify(taskOf({ licensor: licensor.name, targetId, eventId })));
  const rubbish = await quarantine(JSON.stringify({ from: 'a test', reason: 'rubbish', message: 'rubbish' }));
  // The row of the runbook names all three.
  const [script = '', ...words] = argumentsFor('look into quarantine, try again, throw away', {
    licensor: licensor.name,
    targetId,
    since: '',
    until: '',
  });
  const on = (command: string, ...more: string[]) =>
    npmRun([script, 'quarantine', command, '-c', 'stage=local', ...more]);
  expect(words).toEqual(expect.arrayContaining(['quarantine', 'list|retry|drop']));

  const listed = await on('list');
  expect(listed.output['messages']).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ id: task, about: expect.objectContaining({ kind: 'task' }) }),
      expect.objectContaining({ id: rubbish, reason: 'rubbish' }),
    ]),
  );
  expect((await run('see how it is')).code).toBe(3);
  expect((await on('retry', '--id', task)).output).toMatchObject({ dryRun: true, retried: 0 });
  expect((await on('retry', '--id', task, '--yes')).output).toMatchObject({ retried: 1 });
  await arrives(eventId, 1);
  expect((await on('drop', '--id', rubbish, '--yes')).output).toMatchObject({ dropped: 1 });

  const left = JSON.stringify((await on('list')).output['messages']);
  expect([left.includes(task), left.includes(rubbish)]).toEqual([false, false]);
}, 180_000);

it('sees who holds an external id, and gives it to another licensor', async () => {
  const [holder, owner] = await Promise.all([Licensor.onboard(), Licensor.onboard()]);
  const { queue } = await newPartner();
  const { externalId } = queue.role;
  const targetId = await holder.register(registrationOf(queue));
  const since = isoAt(0);
  const show = argumentsFor('see who holds an external id that a licensor chose', {
    ...{ licensor: holder.name, targetId: externalId.toUpperCase(), since, until: since },
  });
  expect((await npmRun(show)).output).toMatchObject({ licensor: holder.name, targets: [targetId] });
  const change = (verb: string, ...more: string[]) =>
    npmRun([...show.map(word => (word === 'show' ? verb : word)), ...more]);

  await expect(change('release', '--yes')).rejects.toThrow(`uses the external id for targets ${targetId}`);
  expect((await change('transfer', '--to', owner.name, '--yes')).output).toMatchObject({ dryRun: false });

  await owner.register(registrationOf(queue));
  expect((await npmRun(show)).output).toMatchObject({ licensor: owner.name });
  expect(await holder.partner.call('PUT', `/targets/${targetId}`, registrationOf(queue))).toMatchObject({
    status: 409,
  });
  expect((await holder.partner.call('DELETE', `/targets/${targetId}`)).status).toBe(204);
}, 120_000);
