// How often the cache of webhooks' credentials answers with 10,000 partners that are all equally busy, which is the worst case: traffic that
// favours some of them is answered more often (docs/limits-and-scale.md).
import { afterAll, expect, test } from 'vitest';
import { cacheCredentials } from '../../lambdas/webhook-deliverer/credentials.ts';
import { seeded } from '../support/simulation/virtual-clock.ts';
import { virtualTime } from '../support/simulation/virtual-time.ts';

const partners = 10_000;
const time = virtualTime(Date.parse('2026-01-01T00:00:00.000Z'));
const random = seeded(1);
const rows: Record<string, string | number>[] = [];
afterAll(() => console.table(rows));

/** @returns the share of look-ups that the cache answered in the second hour; @param perSecond deliveries of one execution environment */
async function hitRate(perSecond: number, lookUp: (partner: number) => Promise<void>, misses: () => number) {
  const lookUps = perSecond * 3600;
  for (let n = 0; n < lookUps; n++) {
    if (n % perSecond === 0) await time.goTo(time.now() + 1000);
    await lookUp(Math.floor(random() * partners));
  }
  const before = misses();
  for (let n = 0; n < lookUps; n++) {
    if (n % perSecond === 0) await time.goTo(time.now() + 1000);
    await lookUp(Math.floor(random() * partners));
  }
  return 1 - (misses() - before) / lookUps;
}

test.each([
  [10, 0.7],
  [60, 0.93],
])(
  'credentials of webhooks at %i deliveries a second in one execution environment',
  async (perSecond, least) => {
    let decrypted = 0;
    const read = cacheCredentials(async () => {
      decrypted++;
      return '{"bearerToken":"token"}';
    });
    const lookUp = async (partner: number): Promise<void> => {
      await read({ licensor: `partner-${partner}`, ownerId: 'hook', version: 'secret-1' });
    };

    const rate = await hitRate(perSecond, lookUp, () => decrypted);

    rows.push({
      cache: 'webhook credentials (10,000, an hour)',
      perSecond,
      'hits, %': Math.round(100 * rate),
    });
    expect(rate).toBeGreaterThan(least);
  },
  60_000,
);
