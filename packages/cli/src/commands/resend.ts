// herald resend, herald test
import { Failure } from '../failure.ts';
import { fieldLines, show } from '../output.ts';
import { type Invocation, openSession } from '../session.ts';

export async function resend(invocation: Invocation, eventId: string, targetId: string): Promise<void> {
  const { herald, terminal } = openSession(invocation);
  const { data } = await herald.POST('/{licensor}/notifications/deliveries/{eventId}/{targetId}/resend', {
    params: { path: { eventId, targetId } },
  });
  show(terminal, data, () => fieldLines(data));
}

/** Sends a test notification. @throws Failure if it was not delivered */
export async function sendTest(
  invocation: Invocation,
  targetId: string,
  eventType: string | undefined,
): Promise<void> {
  const { herald, terminal } = openSession(invocation);
  const { data } = await herald.POST('/{licensor}/notifications/targets/{targetId}/test', {
    params: { path: { targetId }, query: eventType === undefined ? {} : { eventType } },
  });
  const { delivered, outcome, eventId } = data;
  show(terminal, data, () => [
    `${delivered ? 'delivered' : 'not delivered'}: ${outcome.message}, in ${Math.round(outcome.milliseconds)} ms`,
    `event id: ${eventId}`,
  ]);
  if (!delivered) throw new Failure(`not delivered: ${outcome.message}`, undefined, outcome.advice);
}
