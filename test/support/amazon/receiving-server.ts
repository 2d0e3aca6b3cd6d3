// The partner's HTTPS server: it counts which deliveries it has accepted, and how often.
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { Certificate } from '../../../local/emulator/certificate.ts';
import { portOf } from '../../../local/emulator/port.ts';

/** @param answer the status for a delivery; `earlier`: how often it was asked for before */
export async function startReceivingServer(
  certificate: Certificate,
  answer: (targetId: string, eventId: string, earlier: number) => number,
) {
  const asked = new Map<string, number>();
  const accepted = new Map<string, number>();
  const server = createServer(certificate, (request, response) => {
    request.resume().once('end', () => {
      const targetId = request.url?.slice(1) ?? '';
      const eventId = String(request.headers['webhook-id']);
      const delivery = `${eventId} ${targetId}`;
      const earlier = asked.get(delivery) ?? 0;
      asked.set(delivery, earlier + 1);
      const status = answer(targetId, eventId, earlier);
      if (status === 200) accepted.set(delivery, (accepted.get(delivery) ?? 0) + 1);
      response.writeHead(status).end();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `https://127.0.0.1:${portOf(server)}`,
    /** How often each delivery, `<event id> <target id>`, was answered 200. */
    accepted,
    stop(): void {
      server.close();
      server.closeAllConnections();
    },
  };
}
