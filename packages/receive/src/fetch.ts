// For servers that take a `Request` and return a `Response`: Next, Hono, Workers, Deno, Bun.
import type { Catalogue } from './event.ts';
import { type Handle, type ReceiverOptions, receive } from './receiver.ts';

/**
 * Example of Next: `export const POST = receiver({ secret }, event => console.log(event.id));`
 * @returns a function that answers one request
 */
export const receiver =
  <C extends Catalogue = Catalogue>(options: ReceiverOptions, handle: Handle<C>) =>
  async (request: Request): Promise<Response> => {
    const body = await request.arrayBuffer();
    const { status, text } = await receive<C>({ headers: request.headers, body }, options, handle, report);
    return new Response(text === '' ? null : text, { status });
  };

/** The log of the platform shows it. */
const report = (error: unknown): void => console.error(error);
