import { expect, test } from 'vitest';
import type { Target } from '../../src/api/targets.ts';
import { destinationText, firstStepFor } from '../../src/format/target-texts.ts';

const none = { count: 0 };
const target = (health: Partial<Target['health']>, more: Partial<Target> = {}) =>
  ({
    type: 'WEBHOOK',
    targetId: 't-1',
    destination: 'https://api.example.com/webhooks',
    status: 'ACTIVE',
    health: { state: 'HEALTHY', deliveries: { waiting: none, parked: none, failed: none }, ...health },
    ...more,
  }) as Target;
const lastOutcome = { message: 'answered 503', advice: 'look in its log' };

test('a healthy target needs nothing', () => {
  expect(firstStepFor(target({}))).toBeUndefined();
});

test('the problem of a failing target is its last outcome, with the advice of the API', () => {
  for (const state of ['FAILING', 'PAUSED', 'DISABLED'] as const)
    expect(firstStepFor(target({ state, lastOutcome }))).toMatchObject({
      problem: 'answered 503',
      advice: 'look in its log',
      to: 'TARGET',
    });
});

test('a suspension names its reason, and leads nowhere: only the platform can lift it', () => {
  const step = firstStepFor(target({ state: 'SUSPENDED' }, { statusReason: 'too much traffic' }));

  expect(step).toMatchObject({ problem: 'too much traffic' });
  expect(step?.to).toBeUndefined();
});

test('a target that works again and has failed deliveries needs a replay', () => {
  const failed = { count: 1_000, atLeast: true } as const;

  expect(firstStepFor(target({ deliveries: { waiting: none, parked: none, failed } }))).toMatchObject({
    problem: '1,000+ deliveries have failed for good',
    to: 'REPLAY',
  });
});

test('a resource that is not proven needs a test', () => {
  const step = firstStepFor(
    target({}, { type: 'SNS', verification: { role: 'PROVEN', resource: 'UNPROVEN' } } as Partial<Target>),
  );

  expect(step?.advice).toMatch(/test notification/);
});

test('the destination of a partner event source is told in one line', () => {
  const destination = { account: '222222222222', name: 'orders', region: 'eu-west-1' };

  expect(destinationText({ destination })).toBe('orders (account 222222222222, eu-west-1)');
});
