// A failed call, as the page shows it: with the API's own message and the id of the request.
import { errorOfBody, HeraldError } from '../../../packages/client/src/herald-error.ts';

/**
 * @param body the parsed answer; an object `{error: {code, message}}` if the API made it
 * @param response gives the status and the headers
 */
export const errorOf = (body: unknown, response: Response): HeraldError =>
  errorOfBody(response, body, Date.now());

/** @param cause what `fetch` threw: no network, or an answer that could not be read */
export const unreachable = (cause: unknown): HeraldError =>
  new HeraldError({
    status: 0,
    code: 'NO_ANSWER',
    message: `no answer from the API: ${cause instanceof Error ? cause.message : String(cause)}`,
    cause,
  });

/** @param thrown by a call; anything but a HeraldError is a failure of `fetch` */
export const asHeraldError = (thrown: unknown): HeraldError =>
  thrown instanceof HeraldError ? thrown : unreachable(thrown);
