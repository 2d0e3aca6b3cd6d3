// What operators do to a licensor leaves change records with the ARN of the operator, and without a key.
import { beforeEach, expect, test } from 'vitest';
import { itemPrefixes } from '../../../core/store/registry/registry-key.ts';
import { Onboarding } from '../../../ops/onboarding.ts';
import { licensor, webhookTarget } from '../../support/builders/records.ts';
import { targetItem } from '../../support/builders/stored-items.ts';
import { deployment, operatorArn } from '../../support/handlers/onboarding-edge.ts';
import { mockOperator } from '../../support/handlers/operator.ts';

const operator = mockOperator();
const { database, herald } = operator;
const target = `--licensor ${licensor} --target target-1`;
let known = new Set<unknown>();

const records = () =>
  database
    .items('registry')
    .filter(item => item['licensor'] === licensor && String(item['itemId']).startsWith(itemPrefixes.change));
/** The records since the last call, as kind and action, in alphabetical order. */
const recorded = () => {
  const found = records().filter(({ changeId }) => !known.has(changeId));
  known = new Set(records().map(({ changeId }) => changeId));
  expect(found.every(({ by }) => (by as { id: string }).id === operatorArn)).toBe(true);
  return found.map(({ resourceKey, action }) => `${String(resourceKey).split('/')[0]} ${action}`).sort();
};

beforeEach(async () => {
  operator.reset();
  known = new Set();
  await new Onboarding(deployment).create(licensor, { tier: 'standard', oauth: {} });
  database.put('registry', targetItem(webhookTarget({ status: 'DISABLED', statusReason: 'no success' })));
});

test('onboarding records the licensor and its clients', () => {
  expect(recorded()).toEqual(['accessKey CREATED', 'licensor CREATED', 'oauthClient CREATED']);
});

test.each([
  [`partner key create ${licensor} --name ci`, ['accessKey CREATED']],
  [`partner key rotate ${licensor}`, ['accessKey CHANGED', 'accessKey CREATED']],
  [`partner key disable ${licensor} --name default`, ['accessKey CHANGED']],
  [`partner oauth rotate ${licensor}`, ['oauthClient CHANGED', 'oauthClient CREATED']],
  [`partner disable ${licensor}`, ['accessKey CHANGED', 'oauthClient CHANGED']],
  ['partner disable-all', ['accessKey CHANGED', 'oauthClient CHANGED']],
  [`target suspend ${target} --reason floods-us`, ['target CHANGED']],
  [`target enable ${target}`, ['target CHANGED']],
  [`partner suspend ${licensor} --reason floods-us`, ['licensor CHANGED']],
  [`partner mail ${licensor} off`, ['licensor CHANGED']],
])('%s is recorded with --yes, and a dry run is not', async (line, expected) => {
  recorded();

  expect((await herald(line)).code).toBe(0);
  expect(recorded()).toEqual([]);
  const { code, stdout } = await herald(`${line} --yes`);

  expect(code).toBe(0);
  expect(recorded()).toEqual(expected);
  for (const [key] of stdout.matchAll(/hk_dev_\w+/g)) expect(JSON.stringify(records())).not.toContain(key);
});

test('the end of a suspension is recorded with what it was', async () => {
  await herald(`target suspend ${target} --reason floods-us --yes`);
  await herald(`partner suspend ${licensor} --reason floods-all --yes`);
  recorded();

  await herald(`target resume ${target} --yes`);
  expect(recorded()).toEqual(['target CHANGED']);
  await herald(`partner resume ${licensor} --yes`);
  expect(recorded()).toEqual(['licensor CHANGED']);

  const reasons = records().map(({ fields }) => JSON.stringify(fields));
  for (const reason of ['floods-us', 'floods-all'])
    expect(reasons.filter(text => text.includes(reason))).toHaveLength(2);
});
