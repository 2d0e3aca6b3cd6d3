// For Fastify.
import type { FastifyInstance } from 'fastify';
import type { Catalogue } from './event.ts';
import { type Handle, type ReceiverOptions, receive } from './receiver.ts';

export type RouteOptions<C extends Catalogue = Catalogue> = ReceiverOptions & {
  /** The path of the webhook, e.g. `/hook`. */
  path: string;
  handle: Handle<C>;
};

/**
 * A plugin with the route of the webhook. Example:
 * `app.register(receiver, { path: '/hook', secret, handle: event => console.log(event.id) })`. Other routes
 * keep their parsers.
 */
export async function receiver(app: FastifyInstance, options: RouteOptions): Promise<void> {
  const { path, handle, ...rest } = options;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post(path, async (request, reply) => {
    const body = Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : '';
    const onError = (error: unknown) => request.log.error(error);
    const { status, text } = await receive({ headers: request.headers, body }, rest, handle, onError);
    return reply.code(status).type('text/plain; charset=utf-8').send(text);
  });
}
