// Publishes any number of events, each with a report (docs/publishing.md).
import { chunksOf, type Prepared, type Unsendable } from './chunks.ts';
import { HeraldError } from './herald-error.ts';
import type { CallOptions } from './lists.ts';
import type { components } from './schema.generated.ts';
import { type RetryOptions, type Surroundings, waitBefore } from './sender.ts';

export type PublishableEvent = {
  /** 1 to 64 letters, digits, `_` and `-`. The client makes one if there is none, and keeps it over retries. */
  readonly eventId?: string;
  readonly topic: string;
  readonly eventType: string;
  /** What the topic wants */
  readonly data: unknown;
};

/** What became of one event. */
export type PublishReport = {
  /** Its position among the given events, from 0 */
  readonly index: number;
  readonly eventId: string;
  /**
   * ACCEPTED: stored. DUPLICATE: stored before, with the same content. REJECTED: refused, for the reason in
   * `error`; do not send it again unchanged. FAILED: not known to be stored, for the reason in `error`; publish it
   * again with this `eventId`.
   */
  readonly status: 'ACCEPTED' | 'DUPLICATE' | 'REJECTED' | 'FAILED';
  readonly error?: { readonly code: string; readonly message: string };
  /** 0 if it is known already that nobody gets the event; `reason` says why */
  readonly deliveries?: 0;
  readonly reason?: string;
};

export type PublishOptions = CallOptions & {
  /** How many calls may wait for an answer at once; 4 by default */
  readonly concurrency?: number;
};

type Result = components['schemas']['PublishResult'];
/** Makes one call with the given body. @returns `results` of the answer */
export type PostEvents = (body: string, options: CallOptions) => Promise<unknown>;

type Publishing = {
  readonly post: PostEvents;
  readonly options: CallOptions;
  readonly retry: Required<RetryOptions>;
  readonly surroundings: Surroundings;
  /** Set by a 401, 403 or 404: further calls would be refused too. */
  refusal: HeraldError | undefined;
};

/**
 * Sends the events in calls of up to 25, some at once.
 * @returns a report for every event, in the order of the events; also if calls fail
 * @throws what reading `events` throws, or the reason of `signal`, after the reports of those that were sent
 */
export async function* publishAll(
  events: Iterable<PublishableEvent> | AsyncIterable<PublishableEvent>,
  { concurrency = 4, ...options }: PublishOptions,
  deps: Omit<Publishing, 'options' | 'refusal'>,
): AsyncGenerator<PublishReport, void, undefined> {
  const publishing: Publishing = { ...deps, options, refusal: undefined };
  const underway: Promise<PublishReport[]>[] = [];
  let failure: { reason: unknown } | undefined;
  try {
    for await (const chunk of chunksOf(events)) {
      options.signal?.throwIfAborted();
      underway.push(Array.isArray(chunk) ? send(chunk, publishing) : Promise.resolve([unsendable(chunk)]));
      if (underway.length >= concurrency) yield* (await underway.shift()) ?? [];
    }
  } catch (reason) {
    failure = { reason };
  }
  for (const reports of underway) yield* await reports;
  if (failure) throw failure.reason;
}

/** Never rejects: a call that fails is in the reports. */
async function send(chunk: readonly Prepared[], publishing: Publishing): Promise<PublishReport[]> {
  const { retry, surroundings, options } = publishing;
  const reports = new Map<number, PublishReport>();
  let left = chunk;
  try {
    for (let tries = 1; ; tries += 1) {
      const results = await call(left, publishing);
      for (const [position, event] of left.entries())
        reports.set(event.index, reportOf(event, results[position]));
      left = left.filter(({ index }) => reports.get(index)?.status === 'FAILED');
      if (left.length === 0 || tries >= retry.tries) break;
      await surroundings.wait(waitBefore(notStored, tries, retry, surroundings.random) ?? 0, options.signal);
    }
  } catch (thrown) {
    // A proxy between the client and the API may have a smaller limit.
    if (isTooLarge(thrown) && left.length > 1) {
      const half = Math.ceil(left.length / 2);
      return [
        ...(await send(left.slice(0, half), publishing)),
        ...(await send(left.slice(half), publishing)),
      ];
    }
    for (const event of left) reports.set(event.index, failed(event, thrown));
  }
  return chunk.flatMap(({ index }) => reports.get(index) ?? []);
}

const notStored = new HeraldError({ status: 500, code: 'INTERNAL_ERROR', message: 'not stored for now' });

const isTooLarge = (thrown: unknown): boolean => thrown instanceof HeraldError && thrown.status === 413;

/** Whether the events of the call are at fault, and not the call itself. */
const isOfEvents = ({ status }: HeraldError): boolean => status === 400 || status === 413;

const isResults = (value: unknown, count: number): value is Result[] =>
  Array.isArray(value) && value.length === count;

async function call(events: readonly Prepared[], publishing: Publishing): Promise<Result[]> {
  if (publishing.refusal) throw publishing.refusal;
  try {
    const body = `{"events":[${events.map(({ json }) => json).join(',')}]}`;
    const results = await publishing.post(body, publishing.options);
    if (isResults(results, events.length)) return results;
    const message = `the answer does not have a result for each of ${events.length} events`;
    throw new HeraldError({ status: 0, code: 'NOT_AN_API', message });
  } catch (thrown) {
    if (thrown instanceof HeraldError && !thrown.isTransient && !isOfEvents(thrown))
      publishing.refusal = thrown;
    throw thrown;
  }
}

function reportOf({ index, eventId, isOwnId }: Prepared, result: Result | undefined): PublishReport {
  const { status = 'REJECTED', error, deliveries, reason } = result ?? {};
  if (status === 'REJECTED')
    return {
      index,
      eventId,
      status: error?.code === 'INTERNAL_ERROR' ? 'FAILED' : status,
      ...(error && { error }),
    };
  return {
    index,
    eventId,
    // Only an earlier try of this call can have published an id that the client made.
    status: isOwnId ? 'ACCEPTED' : status,
    ...(deliveries !== undefined && { deliveries }),
    ...(reason !== undefined && { reason }),
  };
}

function failed({ index, eventId }: Prepared, thrown: unknown): PublishReport {
  const status = thrown instanceof HeraldError && isOfEvents(thrown) ? 'REJECTED' : 'FAILED';
  const code = thrown instanceof HeraldError ? thrown.code : 'ABORTED';
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { index, eventId, status, error: { code, message } };
}

const unsendable = ({ index, eventId, message }: Unsendable): PublishReport => ({
  index,
  eventId,
  status: 'REJECTED',
  error: { code: 'BAD_REQUEST', message },
});
