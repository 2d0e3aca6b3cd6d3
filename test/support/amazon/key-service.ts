// KMS for one secret: it answers every Decrypt with the same plaintext.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { portOf } from '../../../local/emulator/port.ts';

export async function startKeyService(plaintext: string) {
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify({ Plaintext: Buffer.from(plaintext).toString('base64') }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    stop(): void {
      server.close();
      server.closeAllConnections();
    },
  };
}
