// The excerpts of failed answers in `GET /deliveries/{eventId}/{targetId}`.
import { DecryptCommand } from '@aws-sdk/client-kms';
import { beforeEach, expect, test } from 'vitest';
import { deliveryOf, eventOf, licensor } from '../../../support/builders/records.ts';
import { deliveriesUnderTest } from '../../../support/handlers/deliveries-under-test.ts';
import { tables } from '../../../support/handlers/environments.ts';

const function_ = deliveriesUnderTest();
const route = 'GET /{licensor}/notifications/deliveries/{eventId}/{targetId}';
const at = (minute: number) => `2026-01-01T12:0${minute}:00.000Z`;
const failed = { durationMs: 9, class: 'SERVER_ERROR', httpStatus: 503, message: 'answered 503' };
const answers = async () => {
  const { status, body } = await function_.call(route, {
    path: { eventId: 'event-1', targetId: 'target-1' },
  });
  return [status, body.attempts.map(({ answer }: { answer?: string }) => answer)];
};
const has = (targetId: string, time: string, text: string, eventId = 'event-1') =>
  function_.database.put(tables.DELIVERIES_TABLE, {
    eventKey: `${licensor}#${eventId}#!answers`,
    targetId,
    at: time,
    ciphertext: Buffer.from(text),
  });

beforeEach(() => {
  function_.reset();
  function_.kms.on(DecryptCommand).callsFake(({ CiphertextBlob }) => ({ Plaintext: CiphertextBlob }));
  function_.hasEvents(eventOf());
  const attempts = [1, 2, 3].map(attempt => ({ attempt, at: at(attempt), ...failed }));
  function_.hasRows(deliveryOf({ attemptCount: 3, attempts }));
});

test('each attempt has the excerpt of its answer, decrypted for this delivery only', async () => {
  has('target-1#000001', at(1), 'first');
  has('target-1#000003', at(3), 'third');
  has('target-10#000002', at(2), 'of another target');
  has('target-1#000002', at(2), 'of another event', 'event-2');

  expect(await answers()).toEqual([200, ['first', undefined, 'third']]);

  const calls = function_.kms.commandCalls(DecryptCommand).map(({ args: [{ input }] }) => input);
  expect(calls.map(({ EncryptionContext }) => EncryptionContext)).toEqual(
    [1, 3].map(() => ({ purpose: 'answer', licensor, eventId: 'event-1', targetId: 'target-1' })),
  );
});

test('an excerpt of another attempt with the same number is not shown', async () => {
  has('target-1#000001', at(9), 'of an attempt that was superseded');

  expect(await answers()).toEqual([200, [undefined, undefined, undefined]]);
  expect(function_.kms.commandCalls(DecryptCommand)).toEqual([]);
});

test('if they cannot be decrypted, the timeline is shown without them', async () => {
  has('target-1#000001', at(1), 'first');
  function_.kms.on(DecryptCommand).rejects(new Error('KMS is down'));

  expect(await answers()).toEqual([200, [undefined, undefined, undefined]]);
});

test('for a delivery without a failed answer nothing is decrypted', async () => {
  const attempt = { attempt: 1, at: at(1), durationMs: 9, class: 'DELIVERED', message: '-', httpStatus: 200 };
  function_.hasRows(deliveryOf({ status: 'DELIVERED', attemptCount: 1, attempts: [attempt] }));
  has('target-1#000001', at(1), 'first');

  expect(await answers()).toEqual([200, [undefined]]);
  expect(function_.kms.commandCalls(DecryptCommand)).toEqual([]);
});
