// Resolves host names without threads. `dns.lookup` runs in the thread pool, cannot be cancelled, and two
// names that hang stop every other look-up; c-ares sends its own packets and can be cancelled (Node.js,
// "Implementation considerations" of dns).
import type { LookupAddress, RecordWithTtl } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { LRUCache } from 'lru-cache';

/**
 * Finds the addresses of a host.
 * @throws NameTimeout if the name servers of this host do not answer; ResolverUnavailable if no name can be
 *   resolved; an Error with a `code` (ENOTFOUND, ENODATA, ESERVFAIL, …) if the host has no address
 */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

/** The name servers of a host do not answer. */
export class NameTimeout extends Error {
  override readonly name = 'NameTimeout';
}

/** No name can be resolved: a failure inside Herald. */
export class ResolverUnavailable extends Error {
  override readonly name = 'ResolverUnavailable';
}

/** For one look-up: well inside the deadline of an attempt. */
const defaultLookupMs = 4000;
const packetMs = 1000;
const packets = 3;

const keptNames = 10_000;
const longestKeptMs = 30_000;

/** Any answer for this name, also that it does not exist, shows that the resolver works. */
const referenceName = 'amazonaws.com';
const referenceKeptMs = 5000;

/** The host has no records of this type, but may have others. */
const noData = 'ENODATA';
/** Errors that do not say whether the host or the resolver is at fault. */
const unclear = new Set(['ETIMEOUT', 'ECANCELLED', 'ECONNREFUSED', 'ESERVFAIL', 'EREFUSED']);
const silent = new Set(['ETIMEOUT', 'ECANCELLED', 'ECONNREFUSED']);

export type ResolverSettings = {
  /** IP addresses with ports, e.g. `127.0.0.1:5353`; those of the system if not given. */
  servers?: readonly string[];
  /** How long one look-up may take, milliseconds. */
  lookupMs?: number;
};

export function createResolver({ servers, lookupMs = defaultLookupMs }: ResolverSettings = {}): Resolve {
  const known = new LRUCache<string, LookupAddress[]>({ max: keptNames });
  const pending = new Map<string, Promise<LookupAddress[]>>();
  const works = new LRUCache<string, Promise<boolean>>({ max: 1, ttl: referenceKeptMs });

  async function query(
    host: string,
    boundMs: number,
  ): Promise<{ addresses: LookupAddress[]; ttlSeconds: number }> {
    const resolver = new Resolver({ timeout: packetMs, tries: packets });
    if (servers) resolver.setServers(servers);
    const timer = setTimeout(() => resolver.cancel(), boundMs);
    try {
      // IPv6 only if there is no IPv4 address: a function outside a VPC has no IPv6, and Node.js would try
      // both families.
      const found = await resolver.resolve4(host, { ttl: true }).catch(async error => {
        if (codeOf(error) !== noData) throw error;
        return resolver.resolve6(host, { ttl: true });
      });
      return { addresses: found.map(addressOf), ttlSeconds: Math.min(...found.map(({ ttl }) => ttl)) };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether the resolver answers at all. */
  const resolverWorks = (): Promise<boolean> => {
    const answered =
      works.get(referenceName) ??
      query(referenceName, lookupMs / 2).then(
        () => true,
        error => !silent.has(codeOf(error)),
      );
    works.set(referenceName, answered);
    return answered;
  };

  async function find(host: string): Promise<LookupAddress[]> {
    try {
      const { addresses, ttlSeconds } = await query(host, lookupMs);
      const ttl = Math.min(ttlSeconds * 1000, longestKeptMs);
      if (ttl > 0) known.set(host, addresses, { ttl });
      return addresses;
    } catch (error) {
      const code = codeOf(error);
      if (unclear.has(code) && !(await resolverWorks()))
        throw new ResolverUnavailable('no host name can be resolved', { cause: error });
      if (silent.has(code))
        throw new NameTimeout(`the host name ${host} was not resolved within ${lookupMs / 1000} s`);
      throw error;
    }
  }

  return host => {
    const addresses = known.get(host);
    if (addresses) return Promise.resolve(addresses);
    const underWay = pending.get(host) ?? find(host).finally(() => pending.delete(host));
    pending.set(host, underWay);
    return underWay;
  };
}

const addressOf = ({ address }: RecordWithTtl): LookupAddress => ({
  address,
  family: address.includes(':') ? 6 : 4,
});

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
