// Switching a licensor's mails about incidents off and on.
import { beforeEach, expect, test } from 'vitest';
import { Onboarding } from '../../../ops/onboarding.ts';
import { licensor } from '../../support/builders/records.ts';
import { deployment, operatorArn } from '../../support/handlers/onboarding-edge.ts';
import { mockOperator } from '../../support/handlers/operator.ts';

const operator = mockOperator();
const { database, herald } = operator;
const mailOff = () => database.items('registry').find(item => item['itemId'] === 'LICENSOR')?.['mailOff'];

beforeEach(async () => {
  operator.reset();
  await new Onboarding(deployment).create(licensor, { tier: 'standard' });
});

test('partner mail switches mails off and on, and writes a log line', async () => {
  const off = await herald(`partner mail ${licensor} off --yes`);

  expect([off.code, off.stdout.trim()]).toEqual([0, `Mails to licensor ${licensor} have been switched off.`]);
  expect(JSON.parse(off.stderr)).toMatchObject({
    message: 'mail switched',
    licensor,
    mail: 'off',
    by: operatorArn,
  });
  expect(mailOff()).toBe(true);
  const again = await herald(`partner mail ${licensor} off --yes`);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('switched off already')]);

  await herald(`partner mail ${licensor} on --yes`);
  expect(mailOff()).toBeUndefined();
});

test('a licensor that is not onboarded, and another state, are refused', async () => {
  const unknown = await herald('partner mail nobody off --yes');
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('is not onboarded')]);
  expect((await herald(`partner mail ${licensor} maybe --yes`)).code).not.toBe(0);
  expect(mailOff()).toBeUndefined();
  expect(database.items('registry').filter(item => item['licensor'] === 'nobody')).toEqual([]);
});
