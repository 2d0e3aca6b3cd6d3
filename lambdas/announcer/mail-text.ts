// The text of a mail about an incident: what failed, what Herald does next, and what the partner can do.
import type { AnnouncedEvent } from './announced-events.ts';

export type MailText = { subject: string; text: string };
type Sentences = { subject: string; what: string; next: string; todo: string };

/** @returns undefined if nobody is to get a mail about such an event */
export function mailTextOf(event: AnnouncedEvent): MailText | undefined {
  const sentences = sentencesOf(event);
  if (!sentences) return undefined;
  const { subject, what, next, todo } = sentences;
  const { licensor, content } = event;
  const { targetId, targetType, since, reason, failures, lastOutcome } = content;
  const facts = [
    ['Licensor', licensor],
    ['Target', `${targetId} (${targetType})`],
    ['Since', since],
    ['Reason', reason],
    ['Failed attempts since the last success', failures],
    ['Last outcome', lastOutcome && [lastOutcome.message, lastOutcome.at].filter(Boolean).join(', at ')],
    ['What to check first', lastOutcome?.advice],
  ].filter(([, value]) => value !== undefined);
  const paragraphs = [
    what,
    facts.map(([name, value]) => `${name}: ${value}`).join('\n'),
    `What Herald does next: ${next}`,
    `What you can do: ${todo}`,
    'Herald sends one mail per incident. To get none, ask the operators of Herald to switch mails off.',
  ];
  return { subject: `[Herald] ${licensor}: ${subject}`, text: `${paragraphs.join('\n\n')}\n` };
}

function sentencesOf({ licensor, content }: AnnouncedEvent): Sentences | undefined {
  const { eventType, targetId, eventId } = content;
  const api = `/${licensor}/notifications`;
  switch (eventType) {
    case 'TargetFailing':
      return {
        subject: `target ${targetId} is failing`,
        what: 'Your target has taken no notification for an hour or more.',
        next:
          'It goes on trying, with growing pauses. It disables the target after five days without a success, ' +
          'or when a delivery is answered 410.',
        todo: `Correct the cause, then send a test notification: POST ${api}/targets/${targetId}/test`,
      };
    case 'DeliveryExhausted':
      return {
        subject: `a delivery to target ${targetId} has failed for good`,
        what: `The delivery of event ${eventId} has used up its attempts.`,
        next: 'It does not try this delivery again by itself. Other deliveries to the target go on.',
        todo: `Correct the cause, then resend it: POST ${api}/deliveries/${eventId}/${targetId}/resend`,
      };
    case 'TargetDisabled':
      return {
        subject: `target ${targetId} has been disabled`,
        what: 'Herald has disabled your target.',
        next: 'It keeps the deliveries to the target for 30 days, and sends them when the target is enabled again.',
        todo: `Correct the cause, then enable it: PUT ${api}/targets/${targetId} with "status": "ACTIVE"`,
      };
    default:
      return undefined;
  }
}
