// The partner's HTTPS server: it keeps all webhook requests, and has the OAuth token endpoint.
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { Certificate } from '../emulator/certificate.ts';
import { portFailure, portOf } from '../emulator/port.ts';
import { Inbox, type Received } from './inbox.ts';
import { PlannedAnswers } from './planned-answers.ts';
import { answer } from './receiver-answers.ts';
import { TokenEndpoint } from './token-endpoint.ts';

export type Receiver = {
  readonly url: string;
  /** Answers at `tokenPath`. */
  readonly tokens: TokenEndpoint;
  received(path?: string): readonly Received[];
  stop(): Promise<void>;
};

type ReceiverOptions = {
  readonly certificate: Certificate;
  /** 0 for any free port. */
  readonly port: number;
};

export async function startReceiver({ certificate, port }: ReceiverOptions): Promise<Receiver> {
  const parts = { inbox: new Inbox(), planned: new PlannedAnswers(), tokens: new TokenEndpoint() };
  const { inbox, tokens } = parts;
  const server = createServer(certificate, (request, response) => {
    void answer(request, response, parts).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.listen({ port, host: '127.0.0.1' });
  await once(server, 'listening').catch(error => Promise.reject(portFailure(port, error)));
  return {
    url: `https://127.0.0.1:${portOf(server)}`,
    tokens,
    received: path => inbox.list(path),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
