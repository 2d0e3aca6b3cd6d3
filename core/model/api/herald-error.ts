// The error that a caller sees: a code of the API contract, and what is wrong as data. The edges (REST, GraphQL) render it.

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

/** Where a field is in the model, e.g. `['auth', 'hmacSecret']`. Empty: the issue is about the request as a whole. */
export type Path = readonly string[];
export type Issue = { path: Path; message: string };

export class HeraldError extends Error {
  override readonly name = 'HeraldError';
  readonly code: ErrorCode;
  readonly issues: readonly Issue[];

  /** @param issues at least one; a text is one issue without a field */
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

/** Renders issues as text, e.g. `auth.hmacSecret: expected string, got number; destination: expected https`. */
export const sentenceOf = (issues: readonly Issue[]): string =>
  issues
    .map(({ path, message }) => [...(path.length > 0 ? [path.join('.')] : []), message].join(': '))
    .join('; ');
