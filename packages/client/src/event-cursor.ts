// Follows the events of a licensor by GET /events (docs/api.md, "Ask for missed events").
import { HeraldError } from './herald-error.ts';
import type { CallOptions } from './lists.ts';
import type { AnswerOf, QueryOf } from './paths.ts';
import { defaultRetry, type Surroundings, waitBefore } from './sender.ts';

type EventsPath = '/{licensor}/notifications/events';
export type EventPage = AnswerOf<EventsPath>;
export type HeraldEvent = EventPage['events'][number];
export type EventQuery = QueryOf<EventsPath>;

/** An event, and where to go on after it. */
export type FollowedEvent = {
  readonly event: HeraldEvent;
  /**
   * Store it when you have handled the event, and begin with it after a restart: no event is lost. Within a
   * page it is the cursor before the page, so that a restart repeats up to `limit` events.
   */
  readonly after: string | undefined;
};

export type FollowOptions = CallOptions & {
  /** How long to wait when there are no further events, in milliseconds; 5,000 by default */
  readonly pollMs?: number;
};

export type ReadEvents = (query: EventQuery, options: CallOptions) => Promise<EventPage>;

/**
 * Pages without an end: of the past at once, then as events happen. Ends when `signal` is aborted. Goes on after
 * failures that may pass, however long they last.
 * @throws HeraldError of another kind: a wrong query, an access key that has ended
 */
export async function* followPages(
  read: ReadEvents,
  query: EventQuery,
  { pollMs = 5_000, ...options }: FollowOptions,
  surroundings: Surroundings,
): AsyncGenerator<EventPage, void, undefined> {
  const { signal } = options;
  const { since, ...filter } = query;
  let after = query.after;
  for (let failures = 0; !signal?.aborted; ) {
    const page = await read({ ...filter, ...(after === undefined ? { since } : { after }) }, options).catch(
      thrown => {
        if (signal?.aborted || (thrown instanceof HeraldError && thrown.isTransient)) return thrown;
        throw thrown;
      },
    );
    if (signal?.aborted) return;
    if (page instanceof HeraldError) {
      failures += 1;
      const waitMs = waitBefore(page, failures, defaultRetry, surroundings.random) ?? page.retryAfterMs ?? 0;
      await untilAborted(surroundings.wait(waitMs, signal), signal);
      continue;
    }
    failures = 0;
    after = page.after;
    yield page;
    if (!page.more) await untilAborted(surroundings.wait(pollMs, signal), signal);
  }
}

async function untilAborted(waiting: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  await waiting.catch(reason => {
    if (!signal?.aborted) throw reason;
  });
}

/** The events of `followPages`, one by one. */
export async function* followEvents(
  pages: AsyncIterable<EventPage>,
  begin: string | undefined,
): AsyncGenerator<FollowedEvent, void, undefined> {
  let before = begin;
  for await (const { events, after } of pages) {
    for (const [index, event] of events.entries())
      yield { event, after: index === events.length - 1 ? after : before };
    before = after;
  }
}
