// Checks partner-chosen URLs and splits them into request options. Results are cached, because the same
// URLs recur.
import type { RequestOptions } from 'node:https';
import { LRUCache } from 'lru-cache';
import { refusalOfUrl } from '../../model/target/webhook-url.ts';
import { createAgents } from './guarded-connect.ts';
import type { Resolve } from './resolver.ts';

export type OutboundUrl = { refused: string } | { options: RequestOptions };

const keptUrls = 10_000;
/** Node.js allows 16 KB of headers, which some frameworks exceed. */
const maxHeaderSize = 64 * 1024;

/** @param extraOrigins see `createAgents`, as for `resolve` */
export function createOutboundUrls(
  extraOrigins: readonly string[],
  resolve: Resolve,
): (url: string) => OutboundUrl {
  const agentOf = createAgents(extraOrigins, resolve);
  const read = (url: string): OutboundUrl => {
    const refused = refusalOfUrl(url, extraOrigins);
    if (refused) return { refused };
    const { origin, hostname, port, pathname, search } = new URL(url);
    const path = `${pathname}${search}`;
    return { options: { host: hostname, port, path, agent: agentOf(origin), maxHeaderSize } };
  };
  const urls = new LRUCache<string, OutboundUrl>({ max: keptUrls, memoMethod: read });
  return url => urls.memo(url);
}
