// POST /events with the real meaning of event ids: an id is stored once, with its content.
import { json, killed, type Reply } from './loopback-api.ts';

type Sent = { eventId: string; data: unknown };

export type PublishingApi = {
  readonly reply: Reply;
  /** The content of each stored id */
  readonly stored: Map<string, string>;
  /** How many events each call had */
  readonly calls: number[];
  readonly bodies: string[];
  /** The most calls that waited for an answer at once */
  readonly atOnce: () => number;
};

/**
 * @param fault what happens to the nth call (from 0), which has the same body as so many calls before:
 *   `before` ends the connection before anything is stored, `after` after that; a Reply answers in place of the API
 * @param isUnavailable whether the event is not stored for now, at its nth try (from 0)
 */
export function publishingApi(
  fault: (call: number, before: number) => 'before' | 'after' | Reply | undefined = () => undefined,
  isUnavailable: (event: Sent, tries: number) => boolean = () => false,
): PublishingApi {
  const stored = new Map<string, string>();
  const tries = new Map<string, number>();
  const calls: number[] = [];
  const bodies: string[] = [];
  let waiting = 0;
  let most = 0;
  const resultOf = (event: Sent) => {
    const { eventId } = event;
    const tried = tries.get(eventId) ?? 0;
    tries.set(eventId, tried + 1);
    const rejected = (code: string) => ({
      eventId,
      status: 'REJECTED',
      error: { code, message: `it is ${code}` },
    });
    if (event.data === null) return rejected('BAD_REQUEST');
    if (isUnavailable(event, tried)) return rejected('INTERNAL_ERROR');
    const known = stored.get(eventId);
    if (known === undefined) stored.set(eventId, JSON.stringify(event.data));
    if (known === undefined) return { eventId, status: 'ACCEPTED' };
    return known === JSON.stringify(event.data) ? { eventId, status: 'DUPLICATE' } : rejected('CONFLICT');
  };

  return {
    stored,
    calls,
    bodies,
    atOnce: () => most,
    reply: async (response, request) => {
      const what = fault(calls.length, bodies.filter(body => body === request.body).length);
      const { events }: { events: Sent[] } = JSON.parse(request.body);
      calls.push(events.length);
      bodies.push(request.body);
      waiting += 1;
      most = Math.max(most, waiting);
      await new Promise(setImmediate);
      waiting -= 1;
      if (what === 'before') return killed(response, request);
      if (typeof what === 'function') return what(response, request);
      const results = events.map(resultOf);
      if (what === 'after') return killed(response, request);
      const failedCount = results.filter(({ status }) => status === 'REJECTED').length;
      return json(202, { failedCount, results })(response, request);
    },
  };
}
