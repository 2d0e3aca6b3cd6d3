// The AWS channel: renders the body, and sends it to a partner event source or with the partner's role.
import type { Send } from '../../core/delivery/send.ts';
import { messageOf } from '../../core/model/delivery/aws-request.ts';
import { type AwsTargetDeps, createAwsTargetSend } from './aws-target.ts';
import { createPartnerSourceSend, type PartnerSourceDeps } from './partner-source.ts';

export function createAwsChannelSend(deps: AwsTargetDeps & PartnerSourceDeps): Send {
  const toTarget = createAwsTargetSend(deps);
  const toPartnerSource = createPartnerSourceSend(deps);
  return async ({ event, target, framing }) => {
    if (target.type === 'WEBHOOK') throw new Error('a webhook target is on the AWS channel');
    const message = messageOf(event, framing, target);
    return target.type === 'EVENTBRIDGE_PARTNER'
      ? toPartnerSource(message, target)
      : toTarget(message, target);
  };
}
