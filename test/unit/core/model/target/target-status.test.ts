// One status for a target, from the target, its health and its licensor (docs/decisions/0027-suspension.md).
import { expect, test } from 'vitest';
import { disabled, healthy } from '../../../../../core/model/target/target-health.ts';
import { statusOf } from '../../../../../core/model/target/target-status.ts';
import { webhookTarget } from '../../../../support/builders/records.ts';

const now = Date.parse('2026-01-10T00:00:00.000Z');
const since = new Date(now).toISOString();
const gone = disabled(healthy(webhookTarget(), now), 3, 'answered 410 Gone', now);
const suspension = (reason: string) => ({ since: '2026-01-09T00:00:00.000Z', reason, by: 'operator' });
const disabledByHealth = { status: 'DISABLED', statusReason: 'answered 410 Gone', statusSince: since };

test('a target without trouble is ACTIVE', () => {
  expect(statusOf(webhookTarget(), undefined, undefined)).toEqual({ status: 'ACTIVE' });
  expect(statusOf(webhookTarget(), healthy(webhookTarget(), now), undefined)).toEqual({ status: 'ACTIVE' });
});

test.each([1, 3])('a disabled health disables version %i of the target before it is announced', version => {
  expect(statusOf(webhookTarget({ version }), gone, undefined)).toEqual(disabledByHealth);
});

test('a disabled health does not disable a version that the partner made after the failure', () => {
  expect(statusOf(webhookTarget({ version: 4 }), gone, undefined)).toEqual({ status: 'ACTIVE' });
});

test('an attempt that was still running does not change why a target is disabled', () => {
  const overwritten = { ...gone, reason: 'answered 503', failures: 13 };

  expect(statusOf(webhookTarget({ version: 3 }), overwritten, undefined)).toEqual(disabledByHealth);
});

test('an announced disabling stays, also if the health has expired', () => {
  const announced = { status: 'DISABLED', statusReason: 'answered 410 Gone', statusSince: since } as const;

  expect(statusOf(webhookTarget(announced), undefined, undefined)).toEqual(announced);
});

test.each([
  ['the target', webhookTarget({ suspension: suspension('floods us') }), undefined],
  ['the licensor', webhookTarget(), suspension('floods us')],
  [
    'both, for the reason of the target',
    webhookTarget({ suspension: suspension('floods us') }),
    suspension('x'),
  ],
] as const)('a suspension of %s makes it SUSPENDED, disabled or not', (_, target, ofLicensor) => {
  for (const health of [undefined, gone]) {
    expect(statusOf(target, health, ofLicensor)).toEqual({
      status: 'SUSPENDED',
      statusReason: 'floods us',
      statusSince: '2026-01-09T00:00:00.000Z',
    });
  }
});
