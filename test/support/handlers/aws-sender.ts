// The way to partners' AWS resources, on a fake transport. Herald's own credentials have a name that no request to a
// resource of a partner's may be signed with.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { STSClient } from '@aws-sdk/client-sts';
import type { Outcome } from '../../../core/model/delivery/outcome.ts';
import type { Event } from '../../../core/model/event/event.ts';
import type { Framing } from '../../../core/model/event/notification.ts';
import type { Target } from '../../../core/model/target/target.ts';
import { createAwsChannelSend } from '../../../lambdas/aws-deliverer/aws-channel.ts';
import { type Behaviour, FakeAws, session, taken } from './fake-aws.ts';

export const heralds = 'HERALDSOWN';
export const partners = 'PARTNERSROLE';
export const partnerName = 'platform.example';

type More = { deadlineMs?: number; partnerName?: string; clock?: () => number };

export function createAwsSender(services: Record<string, Behaviour> = {}, more: More = {}) {
  const aws = new FakeAws({ sts: () => session(partners), ...taken, ...services });
  const own = {
    requestHandler: aws,
    maxAttempts: 1,
    credentials: { accessKeyId: heralds, secretAccessKey: 'secret' },
  };
  const send = createAwsChannelSend({
    sts: new STSClient({ ...own, region: 'eu-west-1' }),
    requestHandler: aws,
    eventBridgeIn: region => new EventBridgeClient({ ...own, region }),
    partnerName,
    deadlineMs: 10_000,
    clock: () => 0,
    ...more,
  });
  return {
    aws,
    send: (event: Event, target: Target, framing: Partial<Framing> = {}): Promise<Outcome> =>
      send({
        event,
        target,
        authProfile: undefined,
        framing: { subscriptionId: 'subscription-1', format: undefined, ...framing },
      }),
  };
}
