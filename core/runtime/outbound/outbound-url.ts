// Where a partner-chosen URL leads. Each is judged and taken apart once: the same ones come again and again.
import type { RequestOptions } from 'node:https';
import { LRUCache } from 'lru-cache';
import { refusalOfUrl } from '../../model/target/webhook-url.ts';
import { createAgents } from './guarded-connect.ts';

export type Place = { refused: string } | { options: RequestOptions };

const keptPlaces = 10_000;

/** @param extraOrigins see `createAgents` */
export function createPlaces(extraOrigins: readonly string[]): (url: string) => Place {
  const agentOf = createAgents(extraOrigins);
  const placeOf = (url: string): Place => {
    const refused = refusalOfUrl(url, extraOrigins);
    if (refused) return { refused };
    const { origin, hostname, port, pathname, search } = new URL(url);
    return { options: { host: hostname, port, path: `${pathname}${search}`, agent: agentOf(origin) } };
  };
  const places = new LRUCache<string, Place>({ max: keptPlaces, memoMethod: placeOf });
  return url => places.memo(url);
}
