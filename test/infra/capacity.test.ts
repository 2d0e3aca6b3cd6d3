// Capacity that is bought ahead: provisioned concurrency, warm throughput and provisioned capacity. Reserved
// concurrency is in concurrency.test.ts.
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { ProvisionableFunction } from '../../lib/capacity-settings.ts';
import type { Settings } from '../../lib/settings.ts';
import { functionsOf } from '../support/template/functions.ts';
import {
  resourcesOf,
  stackOf,
  type TemplateJson,
  templateOf,
  templateOfStage,
} from '../support/template/template.ts';

const stages = ['local', 'dev', 'prod'] as const;
const prodWith = (changes: Partial<Settings>) => templateOf(stackOf('prod', undefined, changes));

/** The provisioned concurrency of each function that has one, by the name of its folder. */
const provisionedIn = (template: TemplateJson) =>
  Object.fromEntries(
    resourcesOf(template, 'AWS::Lambda::Alias').flatMap(([id, { Properties }]) => {
      const config = z
        .object({ ProvisionedConcurrentExecutions: z.number() })
        .optional()
        .parse(Properties['ProvisionedConcurrencyConfig']);
      const name = functionsOf(template).find(({ alias }) => alias === id)?.name;
      return config ? [[name, config.ProvisionedConcurrentExecutions]] : [];
    }),
  );

test.each<[string, Partial<Record<ProvisionableFunction, number>>]>([
  [
    'all',
    {
      authorizer: 5,
      api: 2,
      graphql: 1,
      publish: 5,
      pull: 1,
      deliveries: 1,
      dispatcher: 8,
      'webhook-deliverer': 10,
      'aws-deliverer': 3,
    },
  ],
  ['one', { publish: 5 }],
])(
  'the setting keeps environments started for %s, and for no other function',
  (_, provisionedConcurrency) => {
    expect(provisionedIn(prodWith({ provisionedConcurrency }))).toEqual(provisionedConcurrency);
  },
);

test('more provisioned than reserved is an error that names both', () => {
  expect(() =>
    stackOf('prod', undefined, {
      provisionedConcurrency: { publish: 11 },
      reservedConcurrency: { publish: 10 },
    }),
  ).toThrow('publish: provisionedConcurrency 11 is above reservedConcurrency 10');
});

const tablesIn = (template: TemplateJson) =>
  Object.fromEntries(
    resourcesOf(template, 'AWS::DynamoDB::GlobalTable').map(([id, { Properties }]) => [
      id.replace(/^Storage|[0-9A-F]{8}$/g, ''),
      Properties,
    ]),
  );

const scaling = (min: number, max: number) => ({
  MinCapacity: min,
  MaxCapacity: max,
  SeedCapacity: min,
  TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 },
});

test('the setting gives a table and its indexes provisioned capacity with auto scaling', () => {
  const capacity = { deliveries: { read: { min: 10, max: 400 }, write: { min: 20, max: 800 } } };
  const { Deliveries, ...others } = tablesIn(prodWith({ capacity }));
  const write = { WriteCapacityAutoScalingSettings: scaling(20, 800) };
  const read = { ReadCapacityAutoScalingSettings: scaling(10, 400) };

  expect(Deliveries).toMatchObject({
    BillingMode: 'PROVISIONED',
    WriteProvisionedThroughputSettings: write,
    GlobalSecondaryIndexes: ['due', 'openByTime'].map(IndexName => ({
      IndexName,
      WriteProvisionedThroughputSettings: write,
    })),
    Replicas: [
      {
        ReadProvisionedThroughputSettings: read,
        GlobalSecondaryIndexes: ['due', 'openByTime'].map(IndexName => ({
          IndexName,
          ReadProvisionedThroughputSettings: read,
        })),
      },
    ],
  });
  for (const table of Object.values(others)) expect(table).toMatchObject({ BillingMode: 'PAY_PER_REQUEST' });
});

test('the setting warms a table and its indexes', () => {
  const template = prodWith({ warmThroughput: { deliveries: { read: 24_000, write: 16_000 } } });
  const { Deliveries, ...others } = tablesIn(template);
  const WarmThroughput = { ReadUnitsPerSecond: 24_000, WriteUnitsPerSecond: 16_000 };

  expect(Deliveries).toMatchObject({
    WarmThroughput,
    GlobalSecondaryIndexes: [
      { IndexName: 'due', WarmThroughput },
      { IndexName: 'openByTime', WarmThroughput },
    ],
  });
  expect(JSON.stringify(others)).not.toContain('WarmThroughput');
});

test.each(stages)('%s buys no capacity: a new account has 10 executions', stage => {
  const template = templateOfStage(stage);

  expect(provisionedIn(template)).toEqual({});
  expect(JSON.stringify(tablesIn(template))).not.toMatch(/WarmThroughput|ProvisionedThroughput/);
});
