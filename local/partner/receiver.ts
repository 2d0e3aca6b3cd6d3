// The partner's webhook endpoint: it keeps all requests and answers with errors if told to. The OAuth token endpoint has the same
// origin.
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { Certificate } from '../emulator/certificate.ts';
import { portFailure, portOf } from '../emulator/port.ts';
import { type Behaviour, Behaviours } from './behaviour.ts';
import { Inbox, type Received } from './inbox.ts';
import { answer } from './receiver-answers.ts';
import { TokenEndpoint } from './token-endpoint.ts';

export type Receiver = {
  readonly url: string;
  /** At `tokenPath`. */
  readonly tokens: TokenEndpoint;
  received(path?: string): readonly Received[];
  behave(behaviour: Behaviour): void;
  clear(): void;
  stop(): Promise<void>;
};

type ReceiverOptions = {
  readonly certificate: Certificate;
  /** 0 for any free port. */
  readonly port: number;
};

export async function startReceiver({ certificate, port }: ReceiverOptions): Promise<Receiver> {
  const ends = { inbox: new Inbox(), behaviours: new Behaviours(), tokens: new TokenEndpoint() };
  const { inbox, behaviours, tokens } = ends;
  const server = createServer(certificate, (request, response) => {
    void answer(request, response, ends).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.listen({ port, host: '127.0.0.1' });
  await once(server, 'listening').catch(error => Promise.reject(portFailure(port, error)));
  return {
    url: `https://127.0.0.1:${portOf(server)}`,
    tokens,
    received: path => inbox.list(path),
    behave: behaviour => behaviours.set(behaviour),
    clear: () => inbox.clear(),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
