// Page tokens are opaque, and valid only for the same licensor and list.
import { expect, test } from 'vitest';
import { readPage, readTokenOf, tokenOf } from '../../../../../core/runtime/http/paging.ts';

const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const page = (nextToken: string | undefined, licensor = 'acme', name = 'targets') =>
  readPage({ licensor, name, tokenField: ['nextToken'] }, { limit: 2, nextToken }, async ({ after }) => ({
    items: [after],
    next: 'target-2',
  }));
const refused = {
  code: 'BAD_REQUEST',
  issues: [{ path: ['nextToken'], message: 'expected the token of the previous page' }],
};

test('a token continues after the last item of its page', async () => {
  const { items, nextToken } = await page(undefined);

  expect(items).toEqual([undefined]);
  expect((await page(nextToken)).items).toEqual(['target-2']);
});

test('a token of another licensor or list is rejected', async () => {
  const { nextToken } = await page(undefined);

  await expect(page(nextToken, 'other')).rejects.toMatchObject(refused);
  await expect(page(nextToken, 'acme', 'subscriptions')).rejects.toMatchObject(refused);
});

test.each([
  '',
  'nonsense',
  '%%%',
  forged('acme'),
  forged(['acme', 'targets']),
  forged(['acme', 'targets', 5]),
  forged(['acme', 'targets', 'target-1', 'more']),
  forged(null),
  forged({ 0: 'acme', 1: 'targets', 2: 'target-1' }),
  forged(['acme', 'targets', 'x'.repeat(2000)]),
  forged(['acme', 'targets', 'SUBSCRIPTION#1']),
])('the malformed token %j is rejected', async text => {
  await expect(page(text)).rejects.toMatchObject(refused);
});

test('a token is read only with its own scope', () => {
  expect(readTokenOf(['acme'], tokenOf(['acme'], 'value'))).toBe('value');
  expect(readTokenOf(['acme'], tokenOf(['acme', 'targets'], 'value'))).toBeUndefined();
});
