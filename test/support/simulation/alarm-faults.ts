// Faults and the alarms that each of them raises: faults of the matrix, and faults that lose nothing but
// concern the operators.

import { apiEvent } from '../builders/api-event.ts';
import { contextOf } from '../builders/lambda-context.ts';
import type { Fault, FaultWorld } from './fault-world.ts';
import { hour, minute } from './fault-world.ts';
import { down, faults, fine, recoverAfter, throttled } from './faults.ts';
import { Died, LoopStopped } from './invocations.ts';

/** `alarms`: those that must be raised; `pages`: whether alarms that page may be raised. */
export type AlarmFault = { fault: Fault; alarms: readonly string[]; pages: boolean };

/** Long enough for alarms that evaluate 5 or 15 minutes. */
const during = 40 * minute;

const ofMatrix = (name: string, ...alarms: string[]): AlarmFault => {
  const fault = faults.find(one => one.name === name);
  if (!fault) throw new Error(`the matrix has no fault "${name}"`);
  return { fault, alarms, pages: true };
};
/** A fault of the matrix, and another one at the same time. */
const ofMatrixWith = (name: string, also: (world: FaultWorld) => void, ...alarms: string[]): AlarmFault => {
  const one = ofMatrix(name, ...alarms);
  const inject: Fault['inject'] = world => {
    also(world);
    return one.fault.inject(world);
  };
  return { ...one, fault: { ...one.fault, name: `${name}, and the slow lane does not run`, inject } };
};
const ofOperators = (name: string, inject: Fault['inject'], ...alarms: string[]): AlarmFault => ({
  fault: {
    name,
    events: 2000,
    inject: world => {
      world.state.publishOverMs = during;
      return inject(world);
    },
  },
  alarms,
  pages: true,
});
const withoutPage = (one: AlarmFault): AlarmFault => ({ ...one, pages: false });

/** Runs something every ten seconds. @param until milliseconds after the start of the run */
function repeat(world: FaultWorld, until: number, run: () => Promise<unknown>): void {
  for (let at = minute; at < until; at += 10_000) world.at(at, async () => void (await run()));
}

export const alarmFaults: readonly AlarmFault[] = [
  ofMatrix('poison records and poison tasks', 'QuarantineNotEmpty'),
  ofMatrix('stream off for 25 hours', 'AuditRequeued'),
  ofMatrix('DynamoDB down for an hour', 'DeliveriesOverdue', 'EventsNotStored', 'TablesThrottled'),
  ofMatrix('KMS throttled', 'AttemptsNotMade'),
  ofMatrix('STS throttled', 'AttemptsNotMade'),
  ofMatrix('partners down for 3 days', 'AttemptsFailing', 'BreakersOpening', 'ManyPartnersFailing'),
  withoutPage(ofMatrix('some events that partners always refuse', 'DeliveriesExhausted')),
  withoutPage(ofMatrix('target gone (410), enabled again after 3 hours', 'TargetsDisabled')),
  withoutPage(
    ofOperators('one partner is down, and has most of the traffic', world => {
      world.state.partner = ({ targetId }) => (targetId === 'webhook-1' ? down : fine);
      recoverAfter(world, 3 * hour);
    }),
  ),
  ofOperators(
    'the scheduler does not run',
    world => {
      world.state.schedulers = 0;
      world.at(during, () => {
        world.state.schedulers = 1;
      });
    },
    'DeliveriesOverdue',
  ),
  ofOperators(
    'the scheduler runs again after an hour, when many deliveries are overdue',
    world => {
      world.state.partner = () => down;
      world.state.schedulers = 0;
      world.at(hour, () => {
        world.state.schedulers = 1;
      });
      recoverAfter(world, hour);
    },
    'DeliveriesOverdue',
  ),
  ofOperators(
    'the queues refuse delivery tasks',
    world => {
      world.aws.faults.refusesEntry = () => true;
      recoverAfter(world, 15 * minute);
    },
    'DispatchBehind',
  ),
  ofOperators(
    'the audit does not run',
    world => {
      world.state.audits = 0;
      world.at(2 * hour, () => {
        world.state.audits = 1;
      });
    },
    'AuditBehind',
  ),
  ofOperators(
    'the webhook deliverer does not run',
    world => {
      world.state.webhookIsOff = true;
      world.at(20 * minute, () => {
        world.state.webhookIsOff = false;
      });
    },
    'WebhookQueueBehind',
  ),
  ofOperators(
    'the deliverer for AWS targets does not run',
    world => {
      world.state.awsIsOff = true;
      world.at(20 * minute, () => {
        world.state.awsIsOff = false;
      });
    },
    'AwsQueueBehind',
  ),
  ofOperators(
    'the webhook deliverer crashes when it starts',
    world => {
      world.lambda.endsAtOnce = handler =>
        handler === world.handlers.webhookDeliverer ? new Died() : undefined;
      world.at(20 * minute, () => {
        world.lambda.endsAtOnce = undefined;
      });
    },
    'WebhookQueueBehind',
    'FunctionsCrashing',
  ),
  ofOperators(
    'Lambda takes the deliverer for AWS targets for an endless loop',
    world => {
      world.lambda.endsAtOnce = handler =>
        handler === world.handlers.awsDeliverer ? new LoopStopped() : undefined;
      world.at(5 * minute, () => {
        world.lambda.endsAtOnce = undefined;
      });
    },
    'RecursionStopped',
  ),
  withoutPage(
    ofOperators('retries wait on the queue for 14 minutes', world => {
      // Some retries are taken in every minute.
      world.state.publishOverMs = 10 * minute;
      world.state.partner = ({ attempt }) =>
        attempt === 1 && world.random() < 0.3 ? { status: 429, retryAfter: '840' } : fine;
    }),
  ),
  withoutPage(
    ofMatrixWith(
      'slow partners',
      world => {
        world.state.slowLaneIsOff = true;
        world.at(during, () => {
          world.state.slowLaneIsOff = false;
        });
      },
      'SlowWebhooksBehind',
      'SlowAwsTargetsBehind',
    ),
  ),
  withoutPage(
    ofOperators(
      'every delivery task is delayed by a minute',
      world => {
        world.aws.faults.delays = () => 60;
      },
      'WebhooksSlow',
      'AwsTargetsSlow',
    ),
  ),
  ofOperators(
    'the API cannot reach its tables',
    world => {
      world.at(minute, () => {
        world.dynamodb.faults.before = throttled;
      });
      repeat(world, 10 * minute, () => world.call('GET /{licensor}/notifications/targets', {}));
      recoverAfter(world, 10 * minute);
    },
    'ApiFailing',
  ),
  withoutPage(
    ofOperators(
      "a partner's host name resolves to a private address",
      world => {
        world.state.partner = ({ targetId }) => (targetId === 'webhook-1' ? 'PRIVATE' : fine);
        recoverAfter(world, hour);
      },
      'GuardRefusals',
    ),
  ),
  withoutPage(
    ofOperators('the platform publishes an event of an unknown topic', world => {
      const events = [{ topic: 'Nothing', eventType: 'Nothing', data: {} }];
      world.at(minute, async () => {
        await world.time.settle(
          world.handlers.publish({ licensor: world.state.licensor, events }, contextOf()),
        );
      });
    }),
  ),
  withoutPage(
    ofOperators(
      'a client guesses tokens',
      world => {
        for (let at = minute; at < 4 * minute; at += 1000)
          world.at(at, () => world.authorize(`Bearer guess-${at}`));
      },
      'AuthRefusals',
    ),
  ),
  withoutPage(
    ofOperators("a partner calls every function for another partner's licensor", world => {
      world.at(minute, async () => {
        const { api, deliveries, graphql, publish, pull } = world.handlers;
        const path = { licensor: world.state.licensor };
        const event = apiEvent('GET /{licensor}/notifications/topics', {
          path,
          caller: { kind: 'partner', licensor: 'other' },
        });
        for (const handler of [api, deliveries, graphql, publish, pull])
          await world.time.settle(Promise.resolve(handler(event, contextOf())));
      });
    }),
  ),
  withoutPage(
    ofOperators(
      'an attack is blocked by AWS WAF',
      world => {
        for (let at = minute; at < 4 * minute; at += 1000) world.at(at, () => world.onBlocked?.());
      },
      'RequestsBlocked',
    ),
  ),
  ofOperators(
    'the deliverers crash at each attempt',
    world => {
      world.state.partner = () => {
        world.killAll();
        return down;
      };
      recoverAfter(world, 13 * minute);
    },
    'FunctionsCrashing',
  ),
  ofOperators(
    "the account's concurrency is used up",
    world => {
      world.at(minute, () => {
        world.lambda.isThrottled = true;
      });
      world.at(11 * minute, () => {
        world.lambda.isThrottled = false;
      });
    },
    'FunctionsThrottled',
  ),
];
