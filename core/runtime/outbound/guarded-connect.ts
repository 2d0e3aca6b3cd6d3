// Connects to a partner-chosen host: resolves its name, checks every address, connects to a checked
// address, and checks the address of the connected socket once more.
import { Agent } from 'node:https';
import { isIP, type LookupFunction, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { isPublicAddress } from './public-address.ts';
import type { Resolve } from './resolver.ts';

/** Herald refused to connect: the host has an address that is not public. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';

  constructor(host: string) {
    super(`${host} leads to an address that is not public`);
  }
}

/** Resolves a host, and refuses it unless all its addresses are public. */
const checkedLookup =
  (resolve: Resolve): LookupFunction =>
  (host, options, callback) => {
    resolve(host).then(
      addresses => {
        const [first] = addresses;
        if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
          return callback(new AddressRefused(host), []);
        }
        return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
      },
      error => callback(error, []),
    );
  };

const connectionsPerOrigin = 32;
const idleMs = 4000;
/**
 * How long Node.js tries an address before it tries the next one, milliseconds. Its default of 250 is
 * shorter than a handshake with a distant host, or than the repetition of a lost SYN after 1 s.
 */
const nextAddressMs = 2500;
const agentOptions = {
  keepAlive: true,
  maxSockets: connectionsPerOrigin,
  timeout: idleMs,
  autoSelectFamilyAttemptTimeout: nextAddressMs,
};

/**
 * Connects to checked addresses only. It refuses literal addresses, because Node.js connects to those
 * without a look-up.
 */
class GuardedAgent extends Agent {
  readonly #lookup: LookupFunction;

  constructor(resolve: Resolve) {
    super(agentOptions);
    this.#lookup = checkedLookup(resolve);
  }

  override createConnection(
    ...[options, callback]: Parameters<Agent['createConnection']>
  ): Duplex | null | undefined {
    const host = options.host ?? '';
    if (isIP(host) !== 0) throw new AddressRefused(host);
    const socket = super.createConnection({ ...options, lookup: this.#lookup }, callback);
    // Without a socket, the address that was reached cannot be checked.
    if (!(socket instanceof Socket)) throw new AddressRefused(host);
    socket.once('connect', () => {
      if (!isPublicAddress(socket.remoteAddress ?? '')) socket.destroy(new AddressRefused(host));
    });
    return socket;
  }
}

/**
 * @param extraOrigins exact origins that are connected to without a check of the address; empty in every
 *   stage but local
 * @returns the agent for an origin
 */
export function createAgents(extraOrigins: readonly string[], resolve: Resolve): (origin: string) => Agent {
  const guarded = new GuardedAgent(resolve);
  const plain = new Agent(agentOptions);
  return origin => (extraOrigins.includes(origin) ? plain : guarded);
}
