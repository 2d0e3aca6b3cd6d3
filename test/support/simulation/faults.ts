// The faults of the matrix: how each one is injected, and which outcomes of a delivery it allows.
import { requireTopic } from '../../../core/catalog/catalog.ts';
import { tables } from '../handlers/environments.ts';
import { type AwsRequest, accepting, entryRefused, jsonError, xmlError } from '../handlers/fake-aws.ts';
import { type Fault, type FaultWorld, hour, minute, type PartnerMessage } from './fault-world.ts';

const day = 24 * hour;
export const fine = { status: 200 };
export const down = { status: 503 };

/** Ends the faults of partners, DynamoDB and AWS. @param ms milliseconds after the start */
export const recoverAfter = (world: FaultWorld, ms: number): void =>
  world.at(ms, () => {
    world.state.partner = () => fine;
    for (const faults of [world.dynamodb.faults, world.aws.faults])
      for (const name of Object.keys(faults)) Object.assign(faults, { [name]: undefined });
  });

/** Partners fail a share of the attempts at random, but accept every delivery at its eighth attempt. */
const failSometimes = (world: FaultWorld, share: number): void => {
  world.state.partner = ({ attempt }) => (attempt < 8 && world.random() < share ? down : fine);
};

/** Some partners answer just before the deadline, so that their deliveries move to the slow lane. */
const answerSlowly = (world: FaultWorld): void => {
  world.state.publishOverMs = 20_000;
  world.state.partner = ({ targetId }) => (targetId.endsWith('-1') ? { ...fine, afterMs: 9900 } : fine);
};
/** Fails the run unless tasks have moved to the slow lane of each channel. */
const expectMoves = (world: FaultWorld): void => {
  const moved = new Set<string>();
  world.aws.faults.copies = url => {
    moved.add(url);
    return [];
  };
  world.at(10 * minute, () => {
    for (const url of [world.urls.slowWebhook, world.urls.slowAws])
      if (!moved.has(url)) throw new Error(`no task was moved to ${url}`);
  });
};

const inDeliveries = (input: unknown): boolean =>
  JSON.stringify(input).includes(`"${tables.DELIVERIES_TABLE}\\"`);
/** The write of the outcomes of attempts. */
const isOutcome = (command: string, input: unknown): boolean =>
  command === 'BatchExecuteStatementCommand' &&
  inDeliveries(input) &&
  JSON.stringify(input).includes('attemptCount');
/** The deliverer's read of the events, targets and rows of its tasks. */
const isLoad = (command: string, input: unknown): boolean =>
  command === 'BatchGetCommand' && Object.keys((input as { RequestItems: object }).RequestItems).length === 3;
/** The scheduler's claim of rows. */
const isClaim = (command: string, input: unknown): boolean =>
  command === 'BatchExecuteStatementCommand' &&
  inDeliveries(input) &&
  /SET \\"nextAttemptAt\\" = \? SET \\"claims\\" = \? WHERE/.test(JSON.stringify(input));

/** All invocations crash at a share of the commands that `isCommand` selects. */
const crashAt =
  (world: FaultWorld, share: number, isCommand: (command: string, input: unknown) => boolean) =>
  (command: string, input: unknown): 'NEVER' | undefined => {
    if (!isCommand(command, input) || world.random() >= share) return undefined;
    world.killAll();
    return 'NEVER';
  };

/**
 * Stops the deliverers for `ms`, so that all tasks are on the queues, and calls `then` before they continue.
 */
const pauseDeliverers = (
  world: FaultWorld,
  ms: number,
  then: () => void | Promise<void> = () => {},
): void => {
  Object.assign(world.state, { webhookIsOff: true, awsIsOff: true });
  world.at(ms, async () => {
    await then();
    Object.assign(world.state, { webhookIsOff: false, awsIsOff: false });
  });
};

const target = (method: string) => `${method} /{licensor}/notifications/targets/{targetId}`;
const webhookBody = (targetId: string, more: object = {}) => ({
  type: 'WEBHOOK',
  destination: `https://partner.example.com/new/${targetId}`,
  auth: { type: 'bearer', bearerToken: 'new-token' },
  ...more,
});
const change = (world: FaultWorld, targetId: string, more?: object): Promise<unknown> =>
  world.api(target('PUT'), { path: { targetId }, body: webhookBody(targetId, more) });
async function remove(world: FaultWorld, targetId: string): Promise<void> {
  const subscriptionId = `of-${targetId}`;
  await world.api('DELETE /{licensor}/notifications/subscriptions/{subscriptionId}', {
    path: { subscriptionId },
  });
  await world.api(target('DELETE'), { path: { targetId } });
}

export const throttled = () =>
  Object.assign(new Error('too fast'), {
    name: 'ProvisionedThroughputExceededException',
    $metadata: { httpStatusCode: 400 },
  });
const isPartners = ({ accessKeyId, service }: AwsRequest): boolean =>
  accessKeyId.startsWith('PARTNER') && service !== 'sts';
/**
 * Publishes for eight days. Partners always refuse some events of the first four days, and accept all others.
 */
const refuseSome = (world: FaultWorld): void => {
  const refused = new Set<string>();
  world.state.publishOverMs = 8 * day;
  world.state.partner = ({ eventId, attempt }: PartnerMessage) => {
    const isEarly = world.time.now() < world.state.begunAt + 4 * day;
    if (attempt === 1 && isEarly && eventId.endsWith('17')) refused.add(eventId);
    return refused.has(eventId) ? { status: 400 } : fine;
  };
};

export const faults: readonly Fault[] = [
  { name: 'none', events: 8000, inject: () => {} },
  {
    name: 'crash before send',
    events: 3000,
    inject: world => {
      world.dynamodb.faults.before = crashAt(world, 0.01, isLoad);
    },
  },
  {
    name: 'crash after send, before the row',
    events: 3000,
    allowsDuplicates: true,
    inject: world => {
      world.dynamodb.faults.before = crashAt(world, 0.01, isOutcome);
    },
  },
  {
    name: 'crash after the row, before the next task',
    events: 3000,
    inject: world => {
      failSometimes(world, 0.3);
      world.dynamodb.faults.after = crashAt(world, 0.02, isOutcome);
    },
  },
  {
    name: 'queues purged',
    events: 3000,
    inject: world =>
      pauseDeliverers(world, 12 * minute, () => {
        world.mappings.webhook.queue.purge();
        world.mappings.aws.queue.purge();
      }),
  },
  {
    name: 'tasks lost one by one',
    events: 3000,
    inject: world => {
      failSometimes(world, 0.2);
      world.aws.faults.loses = (url, body) =>
        url !== world.urls.dead && body.includes('attempt') && world.random() < 0.2;
    },
  },
  {
    name: 'stream off for 25 hours',
    events: 3000,
    inject: world => {
      world.state.publishOverMs = 25 * hour;
      world.stream.faults.isOff = true;
      world.at(25 * hour, () => {
        world.stream.faults.isOff = false;
      });
    },
  },
  {
    name: 'records delivered twice',
    events: 3000,
    allowsDuplicates: true,
    inject: world => {
      world.stream.faults.batch = records => [...records, ...records];
    },
  },
  {
    name: 'records out of order',
    events: 3000,
    inject: world => {
      world.stream.faults.batch = records =>
        records
          .map(record => ({ record, place: world.random() }))
          .sort((a, b) => a.place - b.place)
          .map(({ record }) => record);
    },
  },
  {
    name: 'each task again, later',
    events: 3000,
    inject: world => {
      world.aws.faults.copies = () => [60, 300];
    },
  },
  {
    name: 'each task twice at once',
    events: 3000,
    allowsDuplicates: true,
    inject: world => {
      world.aws.faults.copies = () => [0];
    },
  },
  {
    name: 'poison records and poison tasks',
    events: 3000,
    inject: world => {
      world.stream.faults.batch = records =>
        records.map(record =>
          world.random() < 0.02 ? { ...record, dynamodb: { ...record.dynamodb, NewImage: {} } } : record,
        );
      for (let n = 1; n < 10; n++)
        world.at(n * minute, () => {
          world.mappings.webhook.queue.send('{"no":"task"}');
          world.mappings.aws.queue.send('not even JSON');
        });
    },
  },
  {
    name: 'a part of each batch refused (Failed[])',
    events: 4000,
    inject: world => {
      failSometimes(world, 0.1);
      world.aws.faults.refusesEntry = () => world.random() < 0.4;
      recoverAfter(world, hour);
    },
  },
  {
    name: 'FailedEntryCount with 200',
    events: 4000,
    inject: world => {
      world.aws.faults.call = ({ service }) =>
        service === 'events' && world.random() < 0.3 ? entryRefused('InternalFailure') : undefined;
    },
  },
  {
    name: 'DynamoDB throttled',
    events: 4000,
    inject: world => {
      world.dynamodb.faults.before = () => (world.random() < 0.05 ? throttled() : undefined);
      world.dynamodb.faults.statement = () => (world.random() < 0.1 ? 'ThrottlingError' : undefined);
      world.dynamodb.faults.unprocessed = () => world.random() < 0.05;
    },
  },
  {
    name: 'DynamoDB down for an hour',
    events: 4000,
    allowsDuplicates: true,
    inject: world => {
      world.at(5 * minute, () => {
        world.dynamodb.faults.before = throttled;
      });
      recoverAfter(world, 65 * minute);
    },
  },
  {
    name: 'KMS throttled',
    events: 3000,
    inject: world => {
      world.aws.faults.call = ({ service }) =>
        service === 'kms' ? jsonError('ThrottlingException') : undefined;
      recoverAfter(world, 20 * minute);
    },
  },
  {
    name: 'STS throttled',
    events: 3000,
    inject: world => {
      world.aws.faults.call = ({ service }) => (service === 'sts' ? xmlError('Throttling', 400) : undefined);
      recoverAfter(world, 20 * minute);
    },
  },
  {
    name: 'credentials expired in mid-batch',
    events: 3000,
    inject: world => {
      world.aws.faults.call = request => {
        if (!isPartners(request) || world.random() >= 0.2) return undefined;
        return request.service === 'sns' ? xmlError('ExpiredToken') : jsonError('ExpiredTokenException');
      };
    },
  },
  {
    name: 'target changed between queue and send',
    events: 3000,
    inject: world => pauseDeliverers(world, 12 * minute, async () => void (await change(world, 'webhook-1'))),
  },
  {
    name: 'target gone (410), enabled again after 3 hours',
    events: 3000,
    inject: world => {
      world.state.partner = ({ targetId }) => (targetId === 'webhook-1' ? { status: 410 } : fine);
      world.at(3 * hour, async () => {
        world.state.partner = () => fine;
        await change(world, 'webhook-1', { status: 'ACTIVE' });
      });
    },
  },
  {
    name: 'target deleted between queue and send',
    events: 3000,
    allows: ['CANCELLED'],
    inject: world => pauseDeliverers(world, 12 * minute, () => remove(world, 'webhook-1')),
  },
  {
    name: 'target deleted while its deliveries are parked',
    events: 3000,
    allows: ['CANCELLED'],
    inject: world => {
      world.state.partner = ({ targetId }) => (targetId === 'webhook-2' ? down : fine);
      world.at(hour, () => remove(world, 'webhook-2'));
    },
  },
  {
    name: "topic's file changed between attempts",
    events: 2000,
    inject: world => {
      const topic = requireTopic('OfferStatus');
      const { render } = topic;
      failSometimes(world, 0.4);
      world.at(5 * minute, () => {
        Object.assign(topic, { render: () => ({ issues: [] }) });
      });
      world.at(6 * minute, () => {
        Object.assign(topic, { render });
      });
    },
  },
  {
    name: 'partners down for 3 days',
    events: 3000,
    inject: world => {
      world.state.partner = () => down;
      recoverAfter(world, 3 * day);
    },
  },
  {
    name: 'partner down for 6 days, enabled again',
    events: 2000,
    inject: world => {
      world.state.publishOverMs = 5.5 * day;
      world.state.partner = ({ targetId }) => (targetId === 'webhook-1' ? down : fine);
      world.at(6 * day, async () => {
        world.state.partner = () => fine;
        await change(world, 'webhook-1', { status: 'ACTIVE' });
      });
    },
  },
  {
    name: 'some events that partners always refuse',
    events: 2000,
    allows: ['FAILED'],
    inject: world => {
      refuseSome(world);
    },
  },
  {
    name: 'events that partners refuse, published before others',
    events: 2000,
    inject: world => {
      const isRefused = (eventId: unknown) => Number(String(eventId).split('-').at(-1)) < 30;
      world.state.partner = ({ eventId }) => (isRefused(eventId) ? { status: 400 } : fine);
      world.at(day, () => {
        const rows = [...world.dynamodb.items(tables.DELIVERIES_TABLE)];
        const waiting = rows.filter(({ eventId, status }) => status === 'PARKED' && !isRefused(eventId));
        if (waiting.length > 0)
          throw new Error(`${waiting.length} deliveries that partners would accept are parked`);
      });
      recoverAfter(world, 2 * day);
    },
  },
  {
    name: 'notices refused for 4 days',
    events: 1000,
    allows: ['FAILED'],
    inject: world => {
      refuseSome(world);
      world.aws.faults.refusesEntry = url => url === world.urls.dead;
      world.at(9 * day, () => {
        world.aws.faults.refusesEntry = undefined;
      });
    },
  },
  {
    name: 'partner hangs',
    events: 2000,
    inject: world => {
      world.state.partner = ({ targetId }) => (targetId.endsWith('-1') ? 'HANG' : fine);
      recoverAfter(world, 30 * minute);
    },
  },
  {
    name: 'slow partners',
    events: 12_000,
    inject: world => {
      answerSlowly(world);
      expectMoves(world);
    },
  },
  {
    name: 'slow partners, and crashes',
    events: 12_000,
    allowsDuplicates: true,
    inject: world => {
      answerSlowly(world);
      world.dynamodb.faults.before = crashAt(world, 0.02, isLoad);
    },
  },
  {
    name: 'slow partners, and lost tasks',
    events: 12_000,
    inject: world => {
      answerSlowly(world);
      world.aws.faults.loses = (_, body) => body.includes('"lane":"slow"') && world.random() < 0.3;
      world.aws.faults.refusesEntry = (_, body) => body.includes('"lane":"slow"') && world.random() < 0.3;
    },
  },
  {
    name: 'name servers of a partner hang',
    events: 2000,
    inject: world => {
      world.state.partner = ({ targetId }) => (targetId === 'webhook-1' ? 'NAME_HANGS' : fine);
      world.at(hour, () => {
        const failed = [...world.dynamodb.items(tables.DELIVERIES_TABLE)].filter(
          ({ targetId, failures }) => targetId !== 'webhook-1' && Number(failures) > 0,
        );
        if (failed.length > 0) throw new Error('the failures count against other targets');
      });
      recoverAfter(world, hour);
    },
  },
  {
    name: 'no host name can be resolved',
    events: 2000,
    inject: world => {
      world.state.partner = ({ targetId }) => (targetId.startsWith('webhook') ? 'NO_RESOLVER' : fine);
      world.at(hour, () => {
        const counted = [...world.dynamodb.items(tables.DELIVERIES_TABLE)].filter(
          ({ attemptCount, failures }) => Number(failures) > 0 || Number(attemptCount) > 1,
        );
        if (counted.length > 0) throw new Error('a failure inside Herald counts against partners');
      });
      recoverAfter(world, hour);
    },
  },
  {
    name: 'idle connections are closed',
    events: 2000,
    inject: world => {
      world.state.partner = () => (world.random() < 0.3 ? 'STALE' : fine);
      recoverAfter(world, hour);
    },
  },
  {
    name: 'messages that SQS does not accept',
    events: 2000,
    allows: ['FAILED'],
    inject: world => {
      world.aws.faults.call = request => {
        const isRefused = isPartners(request) && /-1?[0-4]"/.test(JSON.stringify(request.input));
        return isRefused && request.service === 'sqs' ? jsonError('InvalidMessageContents') : undefined;
      };
      world.at(hour, () => {
        const open = [...world.dynamodb.items(tables.DELIVERIES_TABLE)].filter(
          ({ state, status }) => state === 'OPEN' || status === 'PARKED',
        );
        if (open.length > 0) throw new Error('messages that are not accepted pause their target');
      });
    },
  },
  {
    name: '429 with Retry-After',
    events: 2000,
    inject: world => {
      world.state.partner = ({ attempt }) => (attempt === 1 ? { status: 429, retryAfter: '3600' } : fine);
    },
  },
  {
    name: 'scheduler crashes between claim and send',
    events: 2000,
    inject: world => {
      failSometimes(world, 0.5);
      world.dynamodb.faults.after = crashAt(world, 0.3, isClaim);
    },
  },
  {
    name: 'two schedulers',
    events: 2000,
    inject: world => {
      failSometimes(world, 0.5);
      world.state.schedulers = 2;
    },
  },
  {
    name: 'two audits',
    events: 2000,
    inject: world => {
      world.state.audits = 2;
      world.stream.faults.isOff = true;
      world.at(3 * hour, () => {
        world.stream.faults.isOff = false;
      });
    },
  },
];

/**
 * Faults that lose deliveries, because the rule that would repair them is off: they prove that the matrix
 * detects loss.
 */
export const losses: readonly Fault[] = [
  {
    name: 'tasks are lost, and neither scheduler nor audit runs',
    events: 50,
    inject: world => {
      Object.assign(world.state, { schedulers: 0, audits: 0, timeLimitMs: day });
      world.aws.faults.loses = () => world.random() < 0.2;
    },
  },
  {
    name: 'the stream forgets records, and no audit runs',
    events: 50,
    inject: world => {
      Object.assign(world.state, { audits: 0, timeLimitMs: 2 * day });
      world.stream.faults.isOff = true;
      world.at(25 * hour, () => {
        world.stream.faults.isOff = false;
      });
    },
  },
  {
    name: 'rows are DELIVERED, but the partner has received nothing',
    events: 50,
    inject: world => {
      world.state.timeLimitMs = hour;
      world.aws.faults.call = request =>
        isPartners(request) && request.service === 'events' ? accepting.events() : undefined;
    },
  },
];
