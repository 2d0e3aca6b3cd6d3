// Verifies, parses and handles one webhook request. The adapters of frameworks call it.
import { BusyError, type IdStore, once } from './deduplication.ts';
import { type Catalogue, fromWebhook, type HeraldEvent, NotificationError } from './event.ts';
import { type HeadersLike, type RawBody, SignatureError, type VerifyOptions, verify } from './signature.ts';

export type ReceiverOptions = VerifyOptions & {
  /** Handles each event once; without it, handle repeated events yourself. */
  ids?: IdStore | undefined;
};

export type Handle<C extends Catalogue = Catalogue> = (event: HeraldEvent<C>) => unknown;

/** What to answer. The text says why a request is refused; Herald shows it to you in the delivery's log. */
export type Answer = { status: 204 | 400 | 401 | 500 | 503; text: string };

/**
 * @param handle must end within 10 seconds; an error makes Herald send the event again
 * @param onError is told of errors of `handle`, which the answer does not show
 */
export async function receive<C extends Catalogue = Catalogue>(
  request: { headers: HeadersLike; body: RawBody },
  options: ReceiverOptions,
  handle: Handle<C>,
  onError: (error: unknown) => void,
): Promise<Answer> {
  const { headers, body } = request;
  try {
    const { id } = await verify(headers, body, options);
    const event = fromWebhook<C>(headers, body);
    if (options.ids) await once(id, options.ids, () => handle(event));
    else await handle(event);
    return { status: 204, text: '' };
  } catch (error) {
    if (error instanceof SignatureError && error.fault !== 'malformed-secret')
      return { status: 401, text: error.message };
    if (error instanceof NotificationError) return { status: 400, text: error.message };
    if (error instanceof BusyError) return { status: 503, text: error.message };
    onError(error);
    return { status: 500, text: 'the event was not handled' };
  }
}
