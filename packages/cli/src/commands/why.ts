// herald why: why each target got an event, or did not, and what to do
import { show } from '../output.ts';
import { type Invocation, openSession } from '../session.ts';

export async function why(invocation: Invocation, eventId: string): Promise<void> {
  const { herald, terminal } = openSession(invocation);
  const params = { path: { eventId } };
  const [{ data: routing }, { data: found }] = await Promise.all([
    herald.GET('/{licensor}/notifications/events/{eventId}/routing', { params }),
    herald.GET('/{licensor}/notifications/events/{eventId}/deliveries', { params }),
  ]);
  const { deliveries } = found;
  show(terminal, { ...routing, deliveries }, () => {
    const lines = [
      `${routing.eventType} of ${routing.topic}, accepted ${routing.acceptedAt}`,
      ...Object.entries(routing.fields).map(([field, value]) => `  ${field}: ${value}`),
    ];
    if (routing.targets.length === 0)
      return [...lines, 'You have no targets. Create one: herald targets create FILE'];
    for (const { targetId, result, reasons = [], asOfNow } of routing.targets) {
      lines.push(`${targetId}  ${result}${asOfNow ? '  (as of now: it was changed after the event)' : ''}`);
      for (const { message, subscriptionId } of reasons)
        lines.push(`  ${message}${subscriptionId === undefined ? '' : `  (subscription ${subscriptionId})`}`);
      const delivery = deliveries.find(one => one.targetId === targetId);
      if (delivery) lines.push(...linesOfDelivery(delivery));
    }
    return lines;
  });
}

function linesOfDelivery(delivery: {
  attempts: number;
  nextAttemptAt?: string | undefined;
  lastOutcome?: { at: string; message: string; advice?: string | undefined } | undefined;
}): string[] {
  const { attempts, lastOutcome, nextAttemptAt } = delivery;
  return [
    ...(lastOutcome ? [`  attempt ${attempts}, ${lastOutcome.at}: ${lastOutcome.message}`] : []),
    ...(lastOutcome?.advice ? [`  advice: ${lastOutcome.advice}`] : []),
    ...(nextAttemptAt ? [`  next attempt: ${nextAttemptAt}`] : []),
  ];
}
