// `npm start -- --exit` must not end with 0 if anything is missing or wrong.
import { expect, test } from 'vitest';
import type { NotificationResult } from '../../../local/tour/notification-results.ts';
import { isComplete, report } from '../../../local/tour/report.ts';
import type { Tour } from '../../../local/tour/tour.ts';

const arrived: NotificationResult = {
  target: 'SQS',
  eventType: 'LiveStatusUpdated',
  received: true,
  verified: 'role',
  fault: undefined,
  milliseconds: 12,
};
const missing: NotificationResult = {
  ...arrived,
  received: false,
  verified: undefined,
  milliseconds: undefined,
};
const forged: NotificationResult = { ...arrived, verified: undefined, fault: 'wrong X-Signature header' };

const client = { clientId: '', clientSecret: '' };
const caller = { externalId: '', accessKey: '', keyId: '', tokenUrl: '', client };
const complete: Tour = {
  notifications: [arrived],
  refusal: 'auth.assumeRoleArn: refused',
  test: { text: 'WEBHOOK hmac: DELIVERED', verified: true },
  callers: { partner: caller, platform: caller },
  access: [{ text: 'A key', holds: true }],
  documented: { notifications: [arrived], mutations: [], checks: [{ text: 'Something', holds: true }] },
};
const { documented } = complete;

test('a tour is complete if every notification arrived, is authentic, and every check holds', () => {
  expect(isComplete(complete)).toBe(true);
});

test.each<[string, Partial<Tour>]>([
  ['a notification is missing', { notifications: [arrived, missing] }],
  ['a notification is not authentic', { notifications: [forged, arrived] }],
  [
    'a notification of the second part is missing',
    { documented: { ...documented, notifications: [missing] } },
  ],
  ['the test notification did not arrive', { test: { text: 'NOT received', verified: false } }],
  ['a check of the access keys fails', { access: [{ text: 'A key', holds: false }] }],
  ['a check fails', { documented: { ...documented, checks: [{ text: 'Something', holds: false }] } }],
])('a tour is not complete if %s', (_, change) => {
  expect(isComplete({ ...complete, ...change })).toBe(false);
});

test('the report says what is missing and what is wrong', () => {
  const text = report({ ...complete, notifications: [arrived, missing, forged] });

  expect(text).toContain('1 of 3 notifications received and verified.');
  expect(text).toContain('NO: wrong X-Signature header');
});
