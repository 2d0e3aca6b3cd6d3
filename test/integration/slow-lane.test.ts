// The slow lane on the emulator: the deliverers may count slow attempts, move tasks, and read the slow queue.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { targetBucket } from '../../core/model/target/slowness.ts';
import { createSlowAttempts, targetBucketKey } from '../../core/store/deliveries/slow-attempts.ts';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { herald, heraldAws } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { allLogs } from '../support/emulator/logs.ts';
import { arrivalAt, newPartner, registrationOf } from '../support/emulator/partner.ts';
import { behave, receivedIds } from '../support/emulator/receiver.ts';
import { bucketsOf, deliveryWhen } from '../support/emulator/tables.ts';
import { eventually } from '../support/emulator/wait.ts';

const slowAttempts = createSlowAttempts(
  createDynamo(new DynamoDBClient(heraldAws)),
  herald.outputs.DeliveriesTable,
);
const isDelivered = ({ status }: { status: string }) => status === 'DELIVERED';

/** Fills the bucket of a target, so that its next delivery moves. */
async function makeSlow(target: { licensor: string; targetId: string }): Promise<void> {
  for (let n = 0; n < targetBucket.most; n++)
    await slowAttempts.add(targetBucketKey(target), targetBucket, Date.now());
}

/** Waits for the log line of an attempt in the slow lane. */
const attemptedInSlowLane = (eventId: string) =>
  eventually(
    `the attempt of ${eventId} in the slow lane`,
    async () => [...(await allLogs()).values()].flat(),
    lines => lines.some(line => line.includes(eventId) && line.includes('"lane":"slow"')),
  );

it('a slow attempt is counted, and the deliveries of a slow webhook arrive over the slow lane', async () => {
  const licensor = await Licensor.onboard();
  const path = licensor.path('hook');
  const targetId = await licensor.registerWebhook('hook', { type: 'bearer', bearerToken: 'token' });
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const target = { licensor: licensor.name, targetId };
  await behave({ path, delayMs: 1500, status: 200, times: 1 });

  const first = await licensor.publish();
  await deliveryWhen({ ...target, eventId: first }, isDelivered);
  expect(await bucketsOf(licensor.name)).toEqual(expect.arrayContaining([targetId, '!']));

  await makeSlow(target);
  const second = await licensor.publish();

  const { attemptCount, attempts } = await deliveryWhen({ ...target, eventId: second }, isDelivered);
  expect([attemptCount, attempts.length]).toEqual([1, 1]);
  expect(await receivedIds(path)).toEqual([first, second]);
  await attemptedInSlowLane(second);
});

it('the deliveries of a slow queue of a partner arrive over the slow lane', async () => {
  const { queue } = await newPartner();
  const licensor = await Licensor.onboard();
  const targetId = await licensor.register(registrationOf(queue));
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const target = { licensor: licensor.name, targetId };
  await makeSlow(target);

  const eventId = await licensor.publish();

  await arrivalAt(queue, eventId);
  expect((await deliveryWhen({ ...target, eventId }, isDelivered)).attemptCount).toBe(1);
  await attemptedInSlowLane(eventId);
});
