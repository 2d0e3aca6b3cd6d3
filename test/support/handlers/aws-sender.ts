// The aws-deliverer's `send` on a fake transport. A request to a partner's resource must be signed with the
// session of the partner's role, never with Herald's own access key.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { STSClient } from '@aws-sdk/client-sts';
import type { Outcome } from '../../../core/model/delivery/outcome.ts';
import type { Event } from '../../../core/model/event/event.ts';
import type { Framing } from '../../../core/model/event/notification.ts';
import type { Target } from '../../../core/model/target/target.ts';
import { createAwsChannelSend } from '../../../lambdas/aws-deliverer/aws-channel.ts';
import { accepting, type Behaviour, FakeAws, session } from './fake-aws.ts';

export const heraldAccessKey = 'HERALDSOWN';
export const partnerAccessKey = 'PARTNERSROLE';
export const partnerName = 'platform.example';

type More = { deadlineMs?: number; partnerName?: string; clock?: () => number };

export function createAwsSender(services: Record<string, Behaviour> = {}, more: More = {}) {
  const aws = new FakeAws({ sts: () => session(partnerAccessKey), ...accepting, ...services });
  const own = {
    requestHandler: aws,
    maxAttempts: 1,
    credentials: { accessKeyId: heraldAccessKey, secretAccessKey: 'secret' },
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
