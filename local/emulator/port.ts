// Checks ports before slow work starts, so that a port in use is reported at once.
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { Failure } from './progress.ts';

/** @returns the port, or a free one for 0. @throws Failure if the port is in use or cannot be used */
export async function availablePort(port: number): Promise<number> {
  const server = createServer().listen({ port, host: '127.0.0.1' });
  try {
    await once(server, 'listening');
    if (port !== 0) await refuseBlocked(port);
    return portOf(server);
  } catch (error) {
    throw portFailure(port, error);
  } finally {
    server.close();
  }
}

/** The port that a server listens on. @throws Error if it does not listen */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the server does not listen on a port');
  return address.port;
}

/** fetch refuses to connect to some ports (Fetch standard, "bad port"). */
async function refuseBlocked(port: number): Promise<void> {
  const probe = await fetch(`http://127.0.0.1:${port}`, { signal: AbortSignal.abort() }).catch(
    error => error,
  );
  if (probe?.cause?.message === 'bad port') throw new Error('fetch refuses to connect to it');
}

export function portFailure(port: number, error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? error.code : error;
  const problem = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${code})`;
  return new Failure(
    `Port ${port} ${problem}. Stop that program, or use three other ports, for example 5000 to 5002: ` +
      'HERALD_PORT=5000 npm start',
  );
}
