// The error that a caller gets: a code of the API contract and the issues as data. REST and GraphQL render
// it.

export const errorCodes = [
  'BAD_REQUEST',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'PRECONDITION_FAILED',
  'TOO_MANY_REQUESTS',
  'INTERNAL_ERROR',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** The HTTP status of each code (docs/architecture.md, "REST contract"). */
export const statusOf: Record<ErrorCode, number> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_ERROR: 500,
};

/** The path of a field in the model, e.g. `['auth', 'hmacSecret']`. An empty path means the whole request. */
export type Path = readonly string[];
export type Issue = { path: Path; message: string };

export class HeraldError extends Error {
  override readonly name = 'HeraldError';
  readonly code: ErrorCode;
  readonly issues: readonly Issue[];
  /** When the caller may try again, seconds from now: the header `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;

  /** @param issues at least one; a string is one issue with an empty path */
  constructor(code: ErrorCode, issues: string | readonly Issue[], retryAfterSeconds?: number) {
    const all = typeof issues === 'string' ? [{ path: [], message: issues }] : issues;
    super(sentenceOf(all));
    this.code = code;
    this.issues = all;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A BAD_REQUEST about one field. */
export const badRequest = (path: Path, message: string): HeraldError =>
  new HeraldError('BAD_REQUEST', [{ path, message }]);

/** A CONFLICT about one field. */
export const conflict = (path: Path, message: string): HeraldError =>
  new HeraldError('CONFLICT', [{ path, message }]);

/** A TOO_MANY_REQUESTS. @param waitMs the time until the caller may try again, milliseconds */
export const tooManyRequests = (message: string, waitMs: number): HeraldError =>
  new HeraldError('TOO_MANY_REQUESTS', message, Math.max(1, Math.ceil(waitMs / 1000)));

/**
 * Renders issues as text, e.g. `auth.hmacSecret: expected string, got number; destination: expected https`.
 */
export const sentenceOf = (issues: readonly Issue[]): string =>
  issues
    .map(({ path, message }) => [...(path.length > 0 ? [path.join('.')] : []), message].join(': '))
    .join('; ');
