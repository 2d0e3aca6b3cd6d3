// The error that a caller gets: a code of the API contract and the issues as data. REST and GraphQL render
// it.

/** The HTTP status of each code (docs/architecture.md, "REST contract"). */
export const statusOf = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_ERROR: 500,
} as const;

export type ErrorCode = keyof typeof statusOf;

/** The path of a field in the model, e.g. `['auth', 'hmacSecret']`. An empty path means the whole request. */
export type Path = readonly string[];
export type Issue = { path: Path; message: string };

export class HeraldError extends Error {
  override readonly name = 'HeraldError';
  readonly code: ErrorCode;
  readonly issues: readonly Issue[];

  /** @param issues at least one; a string is one issue with an empty path */
  constructor(code: ErrorCode, issues: string | readonly Issue[]) {
    const all = typeof issues === 'string' ? [{ path: [], message: issues }] : issues;
    super(sentenceOf(all));
    this.code = code;
    this.issues = all;
  }
}

/** A BAD_REQUEST about one field. */
export const badRequest = (path: Path, message: string): HeraldError =>
  new HeraldError('BAD_REQUEST', [{ path, message }]);

/** A CONFLICT about one field. */
export const conflict = (path: Path, message: string): HeraldError =>
  new HeraldError('CONFLICT', [{ path, message }]);

/**
 * Renders issues as text, e.g. `auth.hmacSecret: expected string, got number; destination: expected https`.
 */
export const sentenceOf = (issues: readonly Issue[]): string =>
  issues
    .map(({ path, message }) => [...(path.length > 0 ? [path.join('.')] : []), message].join(': '))
    .join('; ');
