// `partner disable-all`, before a stage is destroyed: what onboarding has made outside the stack is freed.
import { beforeEach, expect, test } from 'vitest';
import { tables } from '../../support/handlers/environments.ts';
import { mockOperator } from '../../support/handlers/operator.ts';

const operator = mockOperator();
beforeEach(async () => {
  operator.reset();
  await operator.herald('partner create demo --tier standard --yes');
  await operator.herald('partner create --platform --tier high --yes');
});

test('every owner is disabled, and every usage key is freed', async () => {
  const { stdout } = await operator.herald('partner disable-all --yes');

  expect(stdout).toContain('2 owners disabled.');
  expect(operator.edge.takenBack().keys.toSorted()).toEqual(['key-1', 'key-2']);
});

test('an owner that cannot be read does not keep the others from being disabled, and is named', async () => {
  operator.database.put(tables.REGISTRY_TABLE, { licensor: 'broken', itemId: 'LICENSOR', targetCount: 1 });

  const { stdout } = await operator.herald('partner disable-all --yes');

  expect(stdout).toContain('2 owners disabled.');
  expect(stdout).toContain('The item of "broken" in the Registry cannot be read.');
});
