// Reads what Herald has.
import type { Herald } from '../../../client/src/index.ts';
import type { Registry } from './plan.ts';
import type { Fields } from './records.ts';

/** A licensor has 200 of each by default; more than this are not read. */
const most = 10_000;

export async function readRegistry(herald: Herald): Promise<Registry> {
  const [authProfiles, targets, subscriptions] = await Promise.all([
    all(herald.authProfiles({ limit: 100 })),
    all(herald.targets({ limit: 100 })),
    all(herald.subscriptions({ limit: 100 })),
  ]);
  return { authProfiles, targets, subscriptions };
}

async function all(items: AsyncIterable<object>): Promise<Fields[]> {
  const found: Fields[] = [];
  for await (const item of items) {
    found.push({ ...item });
    if (found.length >= most) break;
  }
  return found;
}
