// Routes that are kept for a minute, for a reader that needs the same routes again and again.
import { LRUCache } from 'lru-cache';
import type { Route } from '../../model/subscription/route.ts';
import type { RouteName, Routes } from './routes.ts';

const keptMs = 60_000;
const keptRoutes = 10_000;

/** `error`: the route is invalid. */
type Kept = { route: Route } | { error: unknown };

const textOf = ({ licensor, topic, eventType }: RouteName): string => `${licensor} ${topic} ${eventType}`;

/** @returns a reader whose answers may be a minute old */
export function cacheRoutes(routes: Pick<Routes, 'getMany'>): Pick<Routes, 'getMany'> {
  const cache = new LRUCache<string, Kept>({ max: keptRoutes, ttl: keptMs });
  return {
    async getMany(names) {
      const known = new Map<string, Kept>();
      const unknown = new Map<string, RouteName>();
      for (const name of names) {
        const kept = cache.get(textOf(name));
        if (kept) known.set(textOf(name), kept);
        else unknown.set(textOf(name), name);
      }
      if (unknown.size > 0) {
        const routeOf = await routes.getMany([...unknown.values()]);
        for (const [text, name] of unknown) {
          const kept = keep(() => routeOf(name));
          known.set(text, kept);
          cache.set(text, kept);
        }
      }
      return name => {
        const kept = known.get(textOf(name)) ?? { route: new Map() };
        if ('error' in kept) throw kept.error;
        return kept.route;
      };
    },
  };
}

function keep(read: () => Route): Kept {
  try {
    return { route: read() };
  } catch (error) {
    return { error };
  }
}
