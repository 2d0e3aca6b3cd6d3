// For Express, and for any server of node:http.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Catalogue } from './event.ts';
import { type Handle, type ReceiverOptions, receive } from './receiver.ts';

/** Herald sends at most 256 KB; a topic's envelope and JSON's escapes take some more. */
const mostBytes = 1024 * 1024;

/**
 * Example: `app.post('/hook', receiver({ secret }, event => console.log(event.id)))`. It reads the body
 * itself: mount it before `express.json()`, or behind `express.raw({ type: () => true })`.
 * @returns a middleware that answers each request
 */
export const receiver =
  <C extends Catalogue = Catalogue>(options: ReceiverOptions, handle: Handle<C>) =>
  async (
    request: IncomingMessage & { body?: unknown },
    response: ServerResponse,
    next: (error: unknown) => void,
  ): Promise<void> => {
    try {
      const body = await bodyOf(request);
      const { status, text } = await receive<C>({ headers: request.headers, body }, options, handle, report);
      response.statusCode = status;
      response.setHeader('content-type', 'text/plain; charset=utf-8');
      response.end(text);
    } catch (error) {
      next(error);
    }
  };

const report = (error: unknown): void => console.error(error);

async function bodyOf(request: IncomingMessage & { body?: unknown }): Promise<Uint8Array<ArrayBuffer>> {
  if (Buffer.isBuffer(request.body)) return new Uint8Array(request.body);
  if (request.readableEnded)
    throw new Error('a parser has read the body: mount the receiver before it, or use express.raw()');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`the body has more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
