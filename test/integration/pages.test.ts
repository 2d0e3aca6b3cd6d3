import { beforeAll, describe, expect, it } from 'vitest';
import { Licensor } from '../support/emulator/licensor.ts';
import { badRequest, expectRefusal } from '../support/emulator/refusal.ts';

let licensor: Licensor;
const ids = { targets: [] as string[], subscriptions: [] as string[] };
beforeAll(async () => {
  licensor = await Licensor.onboard();
  for (let number = 0; number < 7; number++) {
    const targetId = await licensor.registerWebhook(`hook-${number}`);
    ids.targets.push(targetId);
    ids.subscriptions.push(await licensor.subscribe({ LiveStatusUpdated: [targetId] }));
  }
});

type Kind = keyof typeof ids;
type Page = Record<Kind, Record<string, string>[]> & { nextToken?: string };
const idName = { targets: 'targetId', subscriptions: 'subscriptionId' };

async function page(
  kind: Kind,
  query: string,
): Promise<{ found: (string | undefined)[]; nextToken?: string }> {
  const { status, body } = await licensor.partner.call('GET', `/${kind}${query}`);
  expect(status).toBe(200);
  const { [kind]: resources, nextToken } = body as Page;
  return { found: resources.map(resource => resource[idName[kind]]), ...(nextToken && { nextToken }) };
}

describe.each(['targets', 'subscriptions'] as const)('%s', kind => {
  it.each([1, 3, 7, 100])('are each listed once, in pages of at most %i', async limit => {
    const found = [];
    let query: string | undefined = `?limit=${limit}`;
    for (let pages = 0; query !== undefined; pages++) {
      expect(pages).toBeLessThan(9);
      const answer: Awaited<ReturnType<typeof page>> = await page(kind, query);
      expect(answer.found.length).toBeLessThanOrEqual(limit);
      found.push(...answer.found);
      query = answer.nextToken && `?limit=${limit}&nextToken=${encodeURIComponent(answer.nextToken)}`;
    }
    expect(found.toSorted()).toEqual(ids[kind].toSorted());
  });

  it('are listed on one page without nextToken if no limit is given', async () => {
    const { found, nextToken } = await page(kind, '');
    expect(found.toSorted()).toEqual(ids[kind].toSorted());
    expect(nextToken).toBeUndefined();
  });

  it('can be listed with another page size for each request', async () => {
    const { nextToken = '' } = await page(kind, '?limit=1');
    expect((await page(kind, `?nextToken=${nextToken}`)).found).toHaveLength(6);
  });
});

it('a page token of another list, or a changed one, is refused', async () => {
  const refusal = badRequest('nextToken: expected the token of the previous page');
  const { nextToken = '' } = await page('targets', '?limit=1');
  expectRefusal(await licensor.partner.call('GET', `/subscriptions?nextToken=${nextToken}`), refusal);
  expectRefusal(await licensor.partner.call('GET', `/targets?nextToken=x${nextToken}`), refusal);
});
