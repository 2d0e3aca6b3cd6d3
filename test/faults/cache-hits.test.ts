// Measures the hit rate of the cache of webhook credentials with 10,000 partners. All partners are equally
// busy, which is the worst case: if some are busier than others, the hit rate is higher
// (docs/limits-and-scale.md).
import { afterAll, expect, test } from 'vitest';
import { cacheCredentials } from '../../lambdas/webhook-deliverer/credentials.ts';
import { seeded } from '../support/simulation/virtual-clock.ts';
import { virtualTime } from '../support/simulation/virtual-time.ts';

const partners = 10_000;
const time = virtualTime(Date.parse('2026-01-01T00:00:00.000Z'));
const random = seeded(1);
const rows: Record<string, string | number>[] = [];
afterAll(() => console.table(rows));

/**
 * @param perSecond deliveries per second of one execution environment
 * @returns the share of look-ups that the cache answered in the second hour
 */
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
  'the cache answers most look-ups at %i deliveries a second in one execution environment',
  async (perSecond, least) => {
    let decrypted = 0;
    const read = cacheCredentials(async () => {
      decrypted++;
      return '{"bearerToken":"token"}';
    });
    const lookUp = async (partner: number): Promise<void> => {
      await read({
        licensor: `partner-${partner}`,
        ownerId: 'hook',
        version: 'secret-1',
        origins: undefined,
      });
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
