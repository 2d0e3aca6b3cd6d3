// A failed call, as the page shows it: with the API's own message and the id of the request.

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  /** How long to wait before the same request, in milliseconds */
  readonly retryAfterMs: number | undefined;

  constructor(fields: {
    status: number;
    code: string;
    message: string;
    requestId?: string | undefined;
    retryAfterMs?: number | undefined;
  }) {
    super(fields.message);
    this.status = fields.status;
    this.code = fields.code;
    this.requestId = fields.requestId;
    this.retryAfterMs = fields.retryAfterMs;
  }
}

/**
 * @param body the parsed answer; an object `{error: {code, message}}` if the API made it
 * @param response gives the status and the headers
 */
export function apiErrorOf(body: unknown, response: Response): ApiError {
  const { code, message } = errorIn(body);
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiError({
    status: response.status,
    code: code ?? 'NO_ANSWER_OF_THE_API',
    message: message ?? `the answer has status ${response.status} and no message`,
    requestId:
      response.headers.get('x-amzn-requestid') ?? response.headers.get('x-amz-apigw-id') ?? undefined,
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : undefined,
  });
}

/** @param cause what `fetch` threw: no network, or an answer that could not be read */
export const unreachable = (cause: unknown): ApiError =>
  new ApiError({
    status: 0,
    code: 'UNREACHABLE',
    message: `no answer from the API: ${cause instanceof Error ? cause.message : String(cause)}`,
  });

/** @param thrown by a call; anything but an ApiError is a failure of `fetch` */
export const asApiError = (thrown: unknown): ApiError =>
  thrown instanceof ApiError ? thrown : unreachable(thrown);

function errorIn(body: unknown): { code?: string; message?: string } {
  if (typeof body !== 'object' || body === null || !('error' in body)) return {};
  const { error } = body;
  if (typeof error !== 'object' || error === null) return {};
  return {
    ...('code' in error && typeof error.code === 'string' && { code: error.code }),
    ...('message' in error && typeof error.message === 'string' && { message: error.message }),
  };
}
