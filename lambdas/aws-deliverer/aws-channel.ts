// The AWS channel: renders the body, and sends it to a partner event source or with the partner's role.
import type { Send } from '../../core/delivery/send.ts';
import { bodyOf } from '../../core/model/event/notification.ts';
import { type AwsTargetDeps, createAwsTargetSend } from './aws-target.ts';
import { createPartnerSourceSend, type PartnerSourceDeps } from './partner-source.ts';

export function createAwsChannelSend(deps: AwsTargetDeps & PartnerSourceDeps): Send {
  const toTarget = createAwsTargetSend(deps);
  const toPartnerSource = createPartnerSourceSend(deps);
  return async ({ event, target, framing }) => {
    if (target.type === 'WEBHOOK') throw new Error('a webhook target is on the AWS channel');
    const message = { event, body: sendableJson(bodyOf(event, framing, target.type)) };
    return target.type === 'EVENTBRIDGE_PARTNER'
      ? toPartnerSource(message, target)
      : toTarget(message, target);
  };
}

/**
 * The same JSON without the characters that SQS, SNS and EventBridge refuse in a text (SQS API Reference,
 * SendMessage, `MessageBody`). In JSON they only occur within strings, where they can be escaped.
 */
const sendableJson = (json: string): string =>
  json.replace(/[\uFFFE\uFFFF]/g, character => `\\u${character.charCodeAt(0).toString(16)}`);
