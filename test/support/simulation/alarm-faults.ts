// What operators must hear of: faults, and the alarms that each of them raises. The ones of the matrix, and some that lose nothing and are
// a matter for operators only.

import { contextOf } from '../builders/lambda-context.ts';
import type { Fault, FaultWorld } from './fault-world.ts';
import { hour, minute } from './fault-world.ts';
import { down, faults, fine, throttled, wellAfter } from './faults.ts';

/** `alarms`: those that must be raised; `pages`: whether any that pages may be. */
export type AlarmFault = { fault: Fault; alarms: readonly string[]; pages: boolean };

/** So that alarms about five or fifteen minutes have their time. */
const during = 40 * minute;

const ofMatrix = (name: string, ...alarms: string[]): AlarmFault => {
  const fault = faults.find(one => one.name === name);
  if (!fault) throw new Error(`the matrix has no fault "${name}"`);
  return { fault, alarms, pages: true };
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
const quietly = (one: AlarmFault): AlarmFault => ({ ...one, pages: false });

/** Does something each ten seconds until then. */
function keepDoing(world: FaultWorld, until: number, run: () => Promise<unknown>): void {
  for (let at = minute; at < until; at += 10_000) world.at(at, async () => void (await run()));
}

export const alarmFaults: readonly AlarmFault[] = [
  ofMatrix('poison records and poison tasks', 'QuarantineNotEmpty'),
  ofMatrix('stream off for 25 hours', 'AuditRequeued'),
  ofMatrix('DynamoDB down for an hour', 'DeliveriesOverdue', 'EventsNotStored', 'TablesThrottled'),
  ofMatrix('KMS throttled', 'AttemptsNotMade'),
  ofMatrix('STS throttled', 'AttemptsNotMade'),
  ofMatrix('partners down for 3 days', 'AttemptsFailing', 'BreakersOpening', 'ManyPartnersFailing'),
  quietly(ofMatrix('some events that no partner ever takes', 'DeliveriesExhausted')),
  quietly(ofMatrix('target gone (410), enabled again after 3 hours', 'TargetsDisabled')),
  quietly(
    ofOperators('one partner is down, and has most of the traffic', world => {
      world.state.partner = ({ targetId }) => (targetId === 'webhook-1' ? down : fine);
      wellAfter(world, 3 * hour);
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
    'the scheduler comes back to what has waited for an hour',
    world => {
      world.state.partner = () => down;
      world.state.schedulers = 0;
      world.at(hour, () => {
        world.state.schedulers = 1;
      });
      wellAfter(world, hour);
    },
    'DeliveriesOverdue',
  ),
  ofOperators(
    'the queues take no tasks',
    world => {
      world.aws.faults.refusesEntry = () => true;
      wellAfter(world, 15 * minute);
    },
    'DispatchBehind',
  ),
  quietly(
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
  quietly(
    ofOperators(
      'every task is a minute on its way',
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
      keepDoing(world, 10 * minute, () => world.call('GET /{licensor}/notifications/targets', {}));
      wellAfter(world, 10 * minute);
    },
    'ApiFailing',
  ),
  quietly(
    ofOperators(
      "a partner's host leads inside",
      world => {
        world.state.partner = ({ targetId }) => (targetId === 'webhook-1' ? 'PRIVATE' : fine);
        wellAfter(world, hour);
      },
      'GuardRefusals',
    ),
  ),
  quietly(
    ofOperators('the platform publishes what no topic knows', world => {
      const events = [{ topic: 'Nothing', eventType: 'Nothing', data: {} }];
      world.at(minute, async () => {
        await world.time.settle(
          world.handlers.publish({ licensor: world.state.licensor, events }, contextOf()),
        );
      });
    }),
  ),
  quietly(
    ofOperators(
      'somebody guesses tokens',
      world => {
        for (let at = minute; at < 4 * minute; at += 1000)
          world.at(at, () => world.authorize(`Bearer guess-${at}`));
      },
      'AuthRefusals',
    ),
  ),
  ofOperators(
    'the deliverers die at what they are sent for',
    world => {
      world.state.partner = () => {
        world.killAll();
        return down;
      };
      wellAfter(world, 13 * minute);
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
