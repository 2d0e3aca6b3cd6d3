// A DNS server on the loopback interface, over UDP, which answers each name as a test tells it. `await
// using` closes it.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode } from 'dns-packet';

/**
 * `hang`: no answer; `nxdomain`, `servfail`: these codes. Otherwise the records of the host, perhaps none.
 */
export type Zone = (
  host: string,
) => 'hang' | 'nxdomain' | 'servfail' | { a?: string[]; aaaa?: string[]; ttl?: number };

/** Response codes (RFC 1035, section 4.1.1). */
const codes = { nxdomain: 3, servfail: 2 } as const;

export async function serveDns(zone: Zone) {
  const socket = createSocket('udp4');
  const queries: string[] = [];
  socket.on('message', (packet, { port, address }) => {
    const { id, questions = [] } = decode(packet);
    const [question] = questions;
    if (!question) return;
    queries.push(`${question.type} ${question.name}`);
    const found = zone(question.name);
    if (found === 'hang') return;
    const isFound = typeof found === 'object';
    const flags = AUTHORITATIVE_ANSWER | (isFound ? 0 : codes[found]);
    const answers = isFound ? answersOf(question, found) : [];
    socket.send(
      encode({ type: 'response', ...(id !== undefined && { id }), flags, questions, answers }),
      port,
      address,
    );
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    servers: [`127.0.0.1:${socket.address().port}`],
    /** The queries so far, e.g. `A partner.example.com`. */
    queries,
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function answersOf(
  { name, type }: { name: string; type: string },
  { a = [], aaaa = [], ttl = 60 }: { a?: string[]; aaaa?: string[]; ttl?: number },
): Answer[] {
  if (type === 'A') return a.map(data => ({ type: 'A', name, ttl, data }));
  if (type === 'AAAA') return aaaa.map(data => ({ type: 'AAAA', name, ttl, data }));
  return [];
}
