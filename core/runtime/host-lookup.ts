// Whether a host name exists in public DNS. It uses c-ares and not `dns.lookup`, whose threads a name that
// does not answer would occupy. The result is only a hint for a caller: what is called is checked at the
// call.
import { Resolver } from 'node:dns/promises';

/** False only if DNS says that the name, or an address of it, does not exist. Never throws. */
export type HostExists = (host: string) => Promise<boolean>;

const defaultTimeoutMs = 1000;
const absent = ['ENOTFOUND', 'ENODATA'];

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && absent.some(code => code === error.code);

export type HostLookupSettings = {
  /** Other DNS servers than the machine's, e.g. `127.0.0.1:5353`. */
  servers?: readonly string[];
  /** For one question to one server. All together may take half as long again. */
  timeoutMs?: number;
};

export function createHostLookup({
  servers,
  timeoutMs = defaultTimeoutMs,
}: HostLookupSettings = {}): HostExists {
  return async host => {
    const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
    if (servers) resolver.setServers(servers);
    const timer = setTimeout(() => resolver.cancel(), 1.5 * timeoutMs);
    try {
      const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
      return !answers.every(answer => answer.status === 'rejected' && isAbsent(answer.reason));
    } finally {
      clearTimeout(timer);
    }
  };
}
