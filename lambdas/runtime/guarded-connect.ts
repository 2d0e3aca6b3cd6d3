// Opening a socket to a partner-chosen host: its name is resolved, every answer is vetted, the socket goes to a vetted address,
// and the address that it really reached is checked once more.
import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { isPublicAddress } from './public-address.ts';

/** We refused to connect: the host leads somewhere that is not public. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

const refusal = (host: string) => new AddressRefused(`${host} leads to an address that is not public`);

const vettedLookup: LookupFunction = (host, options, callback) => {
  resolve(host, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(refusal(host), []);
    }
    const [first] = addresses;
    return options.all ? callback(null, addresses) : callback(null, first?.address ?? '', first?.family);
  });
};

/** @param extraOrigins exact origins that are connected to without vetting; empty in every stage but local */
export function guardedConnect(extraOrigins: readonly string[], timeoutMs: number): buildConnector.connector {
  const plain = buildConnector({ timeout: timeoutMs });
  const vetted = buildConnector({ timeout: timeoutMs, lookup: vettedLookup });
  return (options, callback) => {
    const origin = `${options.protocol}//${options.host ?? options.hostname}`;
    if (extraOrigins.includes(origin)) return plain(options, callback);
    if (isIP(options.hostname) !== 0) return callback(refusal(options.hostname), null);
    return vetted(options, (...[error, socket]) => {
      if (error) return callback(error, null);
      if (isPublicAddress(socket.remoteAddress ?? '')) return callback(null, socket);
      socket.destroy();
      return callback(refusal(options.hostname), null);
    });
  };
}
