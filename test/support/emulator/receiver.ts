// Controls the partner's webhook endpoint, which runs next to the emulator, by its HTTP API.
import type { Received } from '../../../local/partner/inbox.ts';
import type { PlannedAnswer } from '../../../local/partner/planned-answers.ts';
import { herald } from './herald.ts';
import { eventually } from './wait.ts';

/** The URL of a webhook. Each test uses its own paths. */
export const webhookUrl = (path: string): string => herald.receiverUrl + path;

/** The requests that have arrived at a path so far, oldest first. */
export async function received(path: string): Promise<readonly Received[]> {
  const response = await fetch(`${herald.receiverUrl}/received?path=${encodeURIComponent(path)}`);
  return (await response.json()) as Received[];
}

/** Waits until at least `count` requests have arrived at a path. */
export const arrivals = (path: string, count: number): Promise<readonly Received[]> =>
  eventually(
    `${count} requests at ${path}`,
    () => received(path),
    requests => requests.length >= count,
  );

/** Sets how the next requests to a path are answered. */
export async function behave(behaviour: PlannedAnswer): Promise<void> {
  const response = await fetch(`${herald.receiverUrl}/behave`, {
    method: 'POST',
    body: JSON.stringify(behaviour),
  });
  if (!response.ok) throw new Error(`the receiver refused: ${await response.text()}`);
}

/** Waits until an event has arrived at a path. @returns its first request */
export async function arrivalOf(path: string, eventId: string): Promise<Received> {
  const isIt = ({ headers }: Received) => headers['webhook-id'] === eventId;
  const requests = await eventually(
    `event ${eventId} at ${path}`,
    () => received(path),
    all => all.some(isIt),
  );
  return requests.find(isIt) as Received;
}

/** The ids of the events that have arrived at a path, one for each request. */
export const receivedIds = async (path: string): Promise<(string | undefined)[]> =>
  (await received(path)).map(({ headers }) => headers['webhook-id']);
