// The built functions on DynamoDB Local and ElasticMQ, in processes that are killed at random. Every delivery
// arrives, and arrives twice only where a kill came between the attempt and the write of its outcome.

import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, test } from 'vitest';
import * as z from 'zod';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { licensorKey } from '../../core/store/registry/registry-key.ts';
import { createSubscriptions } from '../../core/store/registry/subscriptions.ts';
import { createTargets } from '../../core/store/registry/targets.ts';
import { makeCertificate } from '../../local/emulator/certificate.ts';
import { amazonServers, createHeraldTables, dynamoDbLocal } from '../support/amazon/amazon.ts';
import { type HeraldProcesses, startHeraldProcesses } from '../support/amazon/herald-processes.ts';
import { startKeyService } from '../support/amazon/key-service.ts';
import { createKiller, type Killer } from '../support/amazon/killer.ts';
import { startReceivingServer } from '../support/amazon/receiving-server.ts';
import { subscriptionOf, webhookTarget } from '../support/builders/records.ts';

const licensor = 'acme';
const targetIds = ['healthy', 'failing', 'down'];
const eventCount = 1000;
const killCount = 50;
const eventsPerCall = 25;
/** After each round, time passes. */
const eventsPerRound = 250;
/** Longer than the claim of a delivery by the retry-scheduler. */
const sixteenMinutes = 16 * 60_000;
const hour = 60 * 60_000;
const deadlineMs = 240_000;

const eventIds = Array.from({ length: eventCount }, (_, n) => `event-${n}`);
const eventOf = (eventId: string) => ({
  eventId,
  topic: 'OfferStatus',
  eventType: 'LiveStatusUpdated',
  data: { alid: eventId, territory: 'US', marketplace: 'US', callbackUrl: 'https://platform.example/l/1' },
});

describe.skipIf(!inject('amazon'))('of 1,000 events for three targets, with 50 kills', () => {
  test('nothing is lost, and only a kill makes duplicates', async () => {
    const folder = join(amazonServers().folder, 'killed-workers');
    const certificate = await makeCertificate(folder);
    let isDown = true;
    /** Deliveries that a killed function was busy with, of which a copy may exist. */
    const interrupted = new Set<string>();
    const onKill = (event: object) => {
      for (const delivery of deliveriesIn(event)) interrupted.add(delivery);
    };
    const receiver = await startReceivingServer(certificate, (targetId, eventId, earlier) => {
      if (targetId === 'down' && isDown) return 503;
      return targetId === 'failing' && earlier === 0 && eventId.endsWith('3') ? 503 : 200;
    });
    const keys = await startKeyService(JSON.stringify({ bearerToken: 'token' }));
    const streamArn = await prepareTables(receiver.origin);
    const options = { folder, origin: receiver.origin, caFile: certificate.certFile, keyService: keys.url };
    const herald = await startHeraldProcesses({ ...options, streamArn, deliverers: 3, onKill });
    const deadline = Date.now() + deadlineMs;
    const until = (what: string, holds: () => boolean | Promise<boolean>) =>
      untilHolds(what, holds, herald, deadline);
    try {
      const killer = createKiller(herald.workers, 20_260_101);
      const killing = killAll(killer);
      for (let sent = 0; sent < eventCount; sent += eventsPerCall) {
        const due = Math.floor((sent / eventCount) * killCount);
        await until(`${due} kills`, () => killer.killed >= due);
        await herald.publish(licensor, eventIds.slice(sent, sent + eventsPerCall).map(eventOf));
        if ((sent + eventsPerCall) % eventsPerRound === 0) {
          await until('the queues to be empty', herald.isQuiet);
          isDown = false;
          await until('the scheduled functions', herald.passTime(sixteenMinutes));
        }
      }
      await killing;
      const expected = eventCount * targetIds.length;
      // A claim that a kill made useless is repeated after 15 minutes, then after twice as long, and so on.
      for (let hours = 0; hours < 8 && receiver.accepted.size < expected; hours++) {
        await until('the queues to be empty', herald.isQuiet);
        await until('the scheduled functions', herald.passTime(hour));
      }
      await until('the queues to be empty', herald.isQuiet);

      const twice = [...receiver.accepted].filter(([, times]) => times > 1);
      const unexplained = twice.filter(([delivery]) => !interrupted.has(delivery));
      console.log(
        `${killer.killed} kills, ${receiver.accepted.size} delivered, ${twice.length} of them twice`,
      );
      expect(killer.killed).toBe(killCount);
      expect(receiver.accepted.size).toBe(expected);
      expect(unexplained).toEqual([]);
      expect(herald.errors).toEqual([]);
      for (const QueueUrl of Object.values(herald.queueUrls))
        expect((await herald.sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? []).toEqual([]);
    } finally {
      await herald.stop();
      receiver.stop();
      keys.stop();
    }
  });
});

async function killAll(killer: Killer): Promise<void> {
  while (killer.killed < killCount) await killer.kill();
}

const batchSchema = z.object({
  Records: z.array(
    z.object({
      body: z.string().default('{}'),
      dynamodb: z.object({ Keys: z.object({ eventKey: z.object({ S: z.string() }) }) }).optional(),
    }),
  ),
});

/** The deliveries of a deliverer's or dispatcher's batch, as `<event id> <target id>`. */
function deliveriesIn(event: object): string[] {
  const { data } = batchSchema.safeParse(event);
  return (data?.Records ?? []).flatMap(({ body, dynamodb }) => {
    if (dynamodb) return targetIds.map(id => `${dynamodb.Keys.eventKey.S.replace(`${licensor}#`, '')} ${id}`);
    const task: { eventId: string; targetId: string } = JSON.parse(body);
    return [`${task.eventId} ${task.targetId}`];
  });
}

/** @returns the ARN of the stream of the Events table */
async function prepareTables(origin: string): Promise<string> {
  const client = dynamoDbLocal();
  const db = createDynamo(client);
  const nameOf = await createHeraldTables(client, '');
  const record = { externalId: 'herald-acme', tier: 'standard', createdAt: new Date().toISOString() };
  await db.send(
    new PutCommand({ TableName: nameOf('Registry'), Item: { ...licensorKey(licensor), ...record } }),
  );
  const targets = createTargets(db, nameOf('Registry'));
  for (const targetId of targetIds) {
    const destination = `${origin}/${targetId}`;
    await targets.create(webhookTarget({ licensor, targetId, destination, secretVersion: 'secret-1' }), []);
    const secret = {
      licensor,
      secretId: `${targetId}#secret-1`,
      ciphertext: Buffer.from('a'),
      isBound: true,
    };
    await db.send(new PutCommand({ TableName: nameOf('Secrets'), Item: secret }));
  }
  const eventTargetMapping = { LiveStatusUpdated: targetIds };
  const subscriptions = createSubscriptions(db, nameOf('Registry'));
  await subscriptions.create(subscriptionOf({ licensor, eventTargetMapping }), () => 'webhook');
  const { Table } = await client.send(new DescribeTableCommand({ TableName: nameOf('Events') }));
  return Table?.LatestStreamArn ?? '';
}

async function untilHolds(
  what: string,
  holds: () => boolean | Promise<boolean>,
  herald: HeraldProcesses,
  deadline: number,
): Promise<void> {
  while (!(await holds())) {
    if (herald.hasFailed()) return herald.stop();
    if (Date.now() > deadline)
      throw new Error([`waited in vain for ${what}`, ...herald.errors.slice(-3)].join('\n'));
    await delay(20);
  }
}
