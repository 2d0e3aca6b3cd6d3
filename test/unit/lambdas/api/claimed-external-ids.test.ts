// An external id that a licensor chose is its own while a target uses it, and for seven days after.
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { claimKey } from '../../../../core/store/registry/registry-key.ts';
import { partnerAccount } from '../../../support/builders/records.ts';
import { tables } from '../../../support/handlers/environments.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const start = Date.parse('2026-01-01T00:00:00.000Z');
vi.useFakeTimers({ toFake: ['Date'], now: start });
const { call, reset, database } = createRegisteringApi();
const day = 24 * 3600 * 1000;
const brought = 'brought-external-id';

afterAll(() => void vi.useRealTimers());
beforeEach(() => {
  reset();
  vi.setSystemTime(start);
});

const all = '/{licensor}/notifications/targets';
const one = `${all}/{targetId}` as const;
const bodyWith = (externalId?: string, account = partnerAccount) => ({
  type: 'SQS',
  destination: `arn:aws:sqs:us-east-1:${account}:orders`,
  auth: {
    assumeRoleArn: `arn:aws:iam::${account}:role/deliver`,
    ...(externalId !== undefined && { externalId }),
  },
});
const as = (licensor: string) => ({ caller: { kind: 'partner' as const, licensor } });
const register = (licensor: string, externalId: string, account?: string) =>
  call(`POST ${all}`, { ...as(licensor), path: { licensor }, body: bodyWith(externalId, account) });
const idOf = async (registered: ReturnType<typeof register>): Promise<string> => {
  const { status, body } = await registered;
  expect(status).toBe(201);
  return body.targetId;
};
const change = (licensor: string, targetId: string, externalId?: string) =>
  call(`PUT ${one}`, { ...as(licensor), path: { licensor, targetId }, body: bodyWith(externalId) });
const remove = async (licensor: string, targetId: string): Promise<void> => {
  const { status } = await call(`DELETE ${one}`, { ...as(licensor), path: { licensor, targetId } });
  expect(status).toBe(204);
};
const claimed = {
  status: 409,
  body: {
    error: {
      code: 'CONFLICT',
      message: expect.stringMatching(
        `^auth.externalId: .* in use by another licensor for roles of account ${partnerAccount}, or was`,
      ),
    },
  },
};

test('no other licensor can register with it or change a target to it', async () => {
  await idOf(register('acme', brought));
  const theirs = await idOf(register('other', 'another-id'));

  expect(await register('other', brought)).toMatchObject(claimed);
  expect(await change('other', theirs, brought)).toMatchObject(claimed);
});

test.each(['BROUGHT-EXTERNAL-ID', 'Brought-External-Id'])(
  'the spelling %s is the same external id',
  async spelling => {
    await idOf(register('acme', spelling));

    expect(await register('other', brought)).toMatchObject(claimed);
    expect(await register('other', spelling.toUpperCase())).toMatchObject(claimed);
    await idOf(register('acme', brought));
  },
);

test('it is claimed for the roles of one account only', async () => {
  await idOf(register('acme', brought));

  await idOf(register('other', brought, '333333333333'));
});

test('seven days after its last target was deleted, another licensor can use it', async () => {
  const [first, second] = [await idOf(register('acme', brought)), await idOf(register('acme', brought))];
  await remove('acme', first);
  vi.setSystemTime(start + 30 * day);
  expect(await register('other', brought)).toMatchObject(claimed);

  await remove('acme', second);
  vi.setSystemTime(start + 37 * day - 1);
  expect(await register('other', brought)).toMatchObject(claimed);
  vi.setSystemTime(start + 37 * day);
  await idOf(register('other', brought));

  expect(await register('acme', brought)).toMatchObject(claimed);
});

test.each([0, 6, 8])('its last holder can use it again after %s days', async days => {
  await remove('acme', await idOf(register('acme', brought)));
  vi.setSystemTime(start + days * day);

  await idOf(register('acme', brought));

  vi.setSystemTime(start + 90 * day);
  expect(await register('other', brought)).toMatchObject(claimed);
});

test.each(['another-id', undefined])('a change of the last target to %s releases it', async replacement => {
  const targetId = await idOf(register('acme', brought));
  expect(await change('acme', targetId, replacement)).toMatchObject({ status: 200 });

  vi.setSystemTime(start + 7 * day);

  await idOf(register('other', brought));
});

test('a change that keeps it, also in another spelling, does not release it', async () => {
  const targetId = await idOf(register('acme', brought));
  for (const spelling of [brought, brought.toUpperCase()])
    expect(await change('acme', targetId, spelling)).toMatchObject({ status: 200 });

  vi.setSystemTime(start + 90 * day);

  expect(await register('other', brought)).toMatchObject(claimed);
});

test('a claim of an earlier version, which lists no targets, is never released', async () => {
  database.put(tables.REGISTRY_TABLE, { ...claimKey(partnerAccount, brought), claimedBy: 'acme' });
  await remove('acme', await idOf(register('acme', brought)));
  vi.setSystemTime(start + 90 * day);

  expect(await register('other', brought)).toMatchObject(claimed);
  await idOf(register('acme', brought));
});

test('a target whose claim an operator gave to another licensor can be deleted, and the claim stays', async () => {
  const targetId = await idOf(register('acme', brought));
  database.put(tables.REGISTRY_TABLE, { ...claimKey(partnerAccount, brought), heldBy: 'other' });
  expect(await change('acme', targetId, brought)).toMatchObject(claimed);

  await remove('acme', targetId);
  vi.setSystemTime(start + 90 * day);

  expect(await register('acme', brought)).toMatchObject(claimed);
  await idOf(register('other', brought));
});
