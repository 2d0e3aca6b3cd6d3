// A call that failed, for whatever reason.

/** Codes of the API (docs/api.md, "All calls"), and of the client: NO_ANSWER, TIMEOUT, NOT_AN_API. */
export class HeraldError extends Error {
  override readonly name = 'HeraldError';
  /** The HTTP status; 0 if there was no answer */
  readonly status: number;
  /** For example `NOT_FOUND`; of a token endpoint its own, for example `invalid_client` */
  readonly code: string;
  /** What support needs to find the call in Herald's logs */
  readonly requestId: string | undefined;
  /** How long the API asks to wait before the same call, in milliseconds */
  readonly retryAfterMs: number | undefined;

  constructor(fields: {
    status: number;
    code: string;
    message: string;
    requestId?: string | undefined;
    retryAfterMs?: number | undefined;
    cause?: unknown;
  }) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.status = fields.status;
    this.code = fields.code;
    this.requestId = fields.requestId;
    this.retryAfterMs = fields.retryAfterMs;
  }

  /** Whether the same call may succeed later: too many requests, a failure of the server, no answer. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/**
 * @param response one that is not 2xx
 * @param text its body
 * @param now milliseconds since the epoch, for a `Retry-After` that is a date
 */
export const errorOfAnswer = (response: Response, text: string, now: number): HeraldError =>
  errorOfBody(response, parsed(text), now);

/** As `errorOfAnswer`, for a body that is parsed already. */
export function errorOfBody({ status, headers }: Response, body: unknown, now: number): HeraldError {
  const { code, message } = errorIn(body);
  return new HeraldError({
    status,
    code: code ?? 'NOT_AN_API',
    message: message ?? `the answer has status ${status} and no message of Herald`,
    requestId: headers.get('x-amzn-requestid') ?? headers.get('x-amz-apigw-id') ?? undefined,
    retryAfterMs: retryAfterOf(headers.get('retry-after'), now),
  });
}

/**
 * For an answer that is 2xx, and not one of Herald: a proxy's page, or another server's.
 * @param what the answer has, e.g. `no list "targets"`
 */
export const notAnApi = (status: number, what: string): HeraldError =>
  new HeraldError({
    status,
    code: 'NOT_AN_API',
    message: `the answer has status ${status} and ${what}: check the address of the API, which ends in /v1`,
  });

/** Whether the text is a JSON object, as every answer of Herald is that has a body. */
export function isObject(text: string): boolean {
  const value = parsed(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns milliseconds; undefined if the header is missing or is neither seconds nor a date (RFC 9110, 10.2.3) */
export function retryAfterOf(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1_000;
  const date = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Of the API `{"error": {code, message}}`, of a token endpoint `{"error", "error_description"}` (RFC 6749, 5.2). */
function errorIn(body: unknown): { code?: string | undefined; message?: string | undefined } {
  const error = fieldOf(body, 'error');
  if (typeof error === 'string') return { code: error, message: textIn(body, 'error_description') ?? error };
  return { code: textIn(error, 'code'), message: textIn(error, 'message') };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @returns the field of an object; undefined of anything else */
export const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

export function textIn(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name);
  return typeof field === 'string' ? field : undefined;
}
