// Sends one request until it is answered: timeouts, retries with Retry-After or backoff, tokens.
import { errorOfAnswer, HeraldError, isObject, notAnApi } from './herald-error.ts';

export type RetryOptions = {
  /** How often a call is tried in all; 5 by default, 1 for no retries */
  readonly tries?: number;
  /** The longest wait before the second try in milliseconds; it doubles with each further one. 250 by default */
  readonly baseMs?: number;
  /** No wait is longer, in milliseconds; 20,000 by default. A longer `Retry-After` ends the call. */
  readonly maxMs?: number;
};

export type SenderOptions = {
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  readonly retry?: RetryOptions | undefined;
  /** For one try, in milliseconds; 30,000 by default. The API itself answers within 29 seconds. */
  readonly timeoutMs?: number | undefined;
  /** Called before the client waits for another try. For logs. */
  readonly onRetry?: ((retry: { error: HeraldError; tries: number; waitMs: number }) => void) | undefined;
};

/** What depends on the time and on chance; tests replace it. */
export type Surroundings = {
  /** Milliseconds since the epoch */
  readonly now: () => number;
  /** From 0 to 1 */
  readonly random: () => number;
  /** @throws the reason of the signal if it is aborted */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
};

/** Gives the value of the header Authorization. */
export type Authorization = {
  readonly current: () => Promise<string>;
  /** Called after a 401. @returns whether another value can be had, so that one more try makes sense */
  readonly refused: (value: string) => boolean;
};

export type Sending = {
  /** Whether the request may be sent again if it is not known what became of it */
  readonly isRepeatable: boolean;
  readonly authorization?: Authorization;
};

/**
 * @returns a 2xx answer, whose body is in memory
 * @throws HeraldError of the last try; the reason of the request's signal if that is aborted
 */
export type Sender = (request: Request, sending: Sending) => Promise<Response>;

export const defaultRetry = { tries: 5, baseMs: 250, maxMs: 20_000 } as const;

export function createSender(options: SenderOptions, surroundings: Surroundings): Sender {
  const { timeoutMs = 30_000, onRetry } = options;
  const retry = { ...defaultRetry, ...options.retry };
  // Called without an object, because browsers and Workers refuse `fetch` as a method of another one.
  const send = options.fetch ?? ((url: string, init: RequestInit) => fetch(url, init));

  return async (request, { isRepeatable, authorization }) => {
    const { method, url } = request;
    // Workers may have no signal in a request, and Firefox has no `body`.
    const signal: AbortSignal | undefined = request.signal ?? undefined;
    const bytes = method === 'GET' ? new ArrayBuffer() : await request.arrayBuffer();
    const body = bytes.byteLength > 0 ? bytes : null;
    let isNewToken = false;
    for (let tries = 1; ; tries += 1) {
      const headers = new Headers(request.headers);
      const value = await authorization?.current();
      if (value !== undefined) headers.set('authorization', value);
      const answer = await answerTo(
        send,
        url,
        { method, headers, body, redirect: 'manual' },
        signal,
        timeoutMs,
        surroundings,
      );
      if (answer instanceof Response) return answer;
      if (answer.status === 401 && value !== undefined && !isNewToken && authorization?.refused(value)) {
        isNewToken = true;
        continue;
      }
      // A 429 says that nothing was done.
      const mayRepeat = answer.status === 429 || (isRepeatable && answer.isTransient);
      const waitMs = waitBefore(answer, tries, retry, surroundings.random);
      if (!mayRepeat || tries >= retry.tries || waitMs === undefined) throw answer;
      onRetry?.({ error: answer, tries, waitMs });
      await surroundings.wait(waitMs, signal);
    }
  };
}

/** @returns milliseconds; undefined if the API asks for a longer wait than the caller wants */
export function waitBefore(
  error: HeraldError,
  tries: number,
  { baseMs, maxMs }: Required<RetryOptions>,
  random: () => number,
): number | undefined {
  const { retryAfterMs } = error;
  if (retryAfterMs !== undefined && retryAfterMs > maxMs) return undefined;
  // Clients that were refused together must not come back together.
  const backoff = random() * Math.min(maxMs, baseMs * 2 ** (tries - 1));
  return retryAfterMs === undefined ? backoff : retryAfterMs + random() * baseMs;
}

async function answerTo(
  send: NonNullable<SenderOptions['fetch']>,
  url: string,
  init: RequestInit,
  signal: AbortSignal | undefined,
  timeoutMs: number,
  { now }: Surroundings,
): Promise<Response | HeraldError> {
  signal?.throwIfAborted();
  const ended = new AbortController();
  const end = () => ended.abort(signal?.reason);
  signal?.addEventListener('abort', end);
  const timer = setTimeout(() => ended.abort(), timeoutMs);
  try {
    const response = await send(url, { ...init, signal: ended.signal });
    // Read here, because a connection can end within the body.
    const text = await response.text();
    if (!response.ok) return errorOfAnswer(response, text, now());
    if (text !== '' && !isObject(text)) return notAnApi(response.status, 'no JSON of Herald');
    const { status, statusText, headers } = response;
    return new Response(text === '' ? null : text, { status, statusText, headers: plain(headers) });
  } catch (cause) {
    signal?.throwIfAborted();
    if (ended.signal.aborted)
      return new HeraldError({
        status: 0,
        code: 'TIMEOUT',
        message: `no answer within ${timeoutMs} ms`,
        cause,
      });
    return new HeraldError({ status: 0, code: 'NO_ANSWER', message: `no answer: ${reasonOf(cause)}`, cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}

/** The body is no longer encoded, and its length is another one. */
function plain(headers: Headers): Headers {
  const kept = new Headers(headers);
  kept.delete('content-encoding');
  kept.delete('content-length');
  return kept;
}

/** Node says `fetch failed`, and the reason in `cause`. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { message, cause } = thrown;
  // OpenSSL ends its messages with a line break.
  return (cause instanceof Error ? `${message}: ${cause.message}` : message).replace(/\s+/g, ' ').trim();
}

/** @throws the reason of the signal if it is aborted */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
