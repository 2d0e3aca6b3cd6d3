// Sockets that are told to connect to public addresses and reach a loopback server instead, so that no test
// leaves the machine.
import net from 'node:net';
import { vi } from 'vitest';

type Connect = (options: net.TcpSocketConnectOpts, connected?: () => void) => net.Socket;

/** `seemsAt`: the remote address that the sockets report; the true one if not given. */
export type Detour = { port: number; seemsAt?: string };

/**
 * Redirects all sockets until `vi.restoreAllMocks`.
 * @param detourOf where to connect now; undefined: a connection is an error
 * @returns the addresses that sockets were told to connect to, and for how long they would try each,
 *   milliseconds
 */
export function redirectSockets(detourOf: () => Detour | undefined) {
  const handed: string[] = [];
  const attemptTimeouts: (number | undefined)[] = [];
  const realConnect = net.Socket.prototype.connect as Connect;
  function connect(this: net.Socket, ...[options, connected]: Parameters<Connect>): net.Socket {
    const detour = detourOf();
    attemptTimeouts.push(options.autoSelectFamilyAttemptTimeout);
    const lookup: net.LookupFunction = (host, asked, done) =>
      options.lookup?.(host, { ...asked, all: true }, (error, answer) => {
        if (error) return done(error, []);
        handed.push(...[answer].flat().map(one => (typeof one === 'string' ? one : one.address)));
        if (!detour) return done(new Error('unexpected connection'), []);
        done(null, [{ address: '127.0.0.1', family: 4 }]);
      });
    if (detour?.seemsAt) Object.defineProperty(this, 'remoteAddress', { value: detour.seemsAt });
    return realConnect.call(this, { ...options, lookup, port: detour?.port ?? options.port }, connected);
  }
  vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(connect as never);
  return { handed, attemptTimeouts };
}
