// The receiver: an HTTPS server in its own process. It reads every request and answers 200.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { portOf } from '../local/emulator/port.ts';
import { serve } from './serve.ts';

/** `received`: requests since the last call. */
export type SinkReport = { origin: string; received: number };

const [certFile = '', keyFile = ''] = process.argv.slice(2);
let received = 0;

const server = createServer(
  { cert: readFileSync(certFile), key: readFileSync(keyFile), keepAliveTimeout: 60_000 },
  (request, response) => {
    request.resume().once('end', () => {
      received += 1;
      response.end('ok');
    });
  },
);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const origin = `https://127.0.0.1:${portOf(server)}`;

serve<'report', SinkReport>(async () => {
  const report = { origin, received };
  received = 0;
  return report;
});
