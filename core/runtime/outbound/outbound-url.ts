// Checks partner-chosen URLs and splits them into request options. Results are cached, because the same URLs recur.
import type { RequestOptions } from 'node:https';
import { LRUCache } from 'lru-cache';
import { refusalOfUrl } from '../../model/target/webhook-url.ts';
import { createAgents, type Resolve } from './guarded-connect.ts';

export type OutboundUrl = { refused: string } | { options: RequestOptions };

const keptUrls = 10_000;

/** @param extraOrigins see `createAgents`, as for `resolve` */
export function createOutboundUrls(
  extraOrigins: readonly string[],
  resolve?: Resolve,
): (url: string) => OutboundUrl {
  const agentOf = createAgents(extraOrigins, resolve);
  const read = (url: string): OutboundUrl => {
    const refused = refusalOfUrl(url, extraOrigins);
    if (refused) return { refused };
    const { origin, hostname, port, pathname, search } = new URL(url);
    return { options: { host: hostname, port, path: `${pathname}${search}`, agent: agentOf(origin) } };
  };
  const urls = new LRUCache<string, OutboundUrl>({ max: keptUrls, memoMethod: read });
  return url => urls.memo(url);
}
