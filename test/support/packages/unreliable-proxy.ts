// A proxy on the loopback interface between a client and Herald's API. It refuses some requests with 429, and
// ends some connections before or after Herald has handled the request.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type Fault = 'refuse' | 'kill before' | 'kill after' | undefined;
export type Proxy = {
  readonly url: string;
  /** How often each fault happened */
  readonly faults: Map<Fault, number>;
};

/**
 * @param apiUrl where requests go
 * @param faultOf what happens to the nth request, from 0. A body that has come three times passes, so that no
 *   client has to try for ever.
 */
export async function unreliableProxy(apiUrl: string, faultOf: (n: number) => Fault): Promise<Proxy> {
  const faults = new Map<Fault, number>();
  const bodies = new Map<string, number>();
  let requests = 0;
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const sent = Buffer.concat(chunks).toString();
    const before = bodies.get(sent) ?? 0;
    bodies.set(sent, before + 1);
    const fault = before < 3 ? faultOf(requests) : undefined;
    requests += 1;
    faults.set(fault, (faults.get(fault) ?? 0) + 1);
    if (fault === 'refuse') {
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '0' });
      response.end('{"error":{"code":"TOO_MANY_REQUESTS","message":"wait"}}');
      return;
    }
    if (fault === 'kill before') return void response.destroy();
    const { method = '', url = '', headers } = incoming;
    const answer = await fetch(new URL(apiUrl).origin + url, {
      method,
      headers: { authorization: `${headers.authorization}`, 'content-type': 'application/json' },
      ...(sent && { body: sent }),
    });
    const body = await answer.text();
    if (fault === 'kill after') return void response.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}${new URL(apiUrl).pathname}`, faults };
}
