// For Hono.
import type { Catalogue } from './event.ts';
import { receiver as fetchReceiver } from './fetch.ts';
import type { Handle, ReceiverOptions } from './receiver.ts';

/** The part of Hono's context that the adapter needs. */
type Context = { req: { raw: Request } };

/** Example: `app.post('/hook', receiver({ secret }, event => console.log(event.id)))` */
export function receiver<C extends Catalogue = Catalogue>(options: ReceiverOptions, handle: Handle<C>) {
  const answer = fetchReceiver<C>(options, handle);
  return (context: Context): Promise<Response> => answer(context.req.raw);
}
