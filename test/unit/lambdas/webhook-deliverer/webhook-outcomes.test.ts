import { expect, test } from 'vitest';
import type { OutboundAnswer } from '../../../../core/runtime/outbound/outbound.ts';
import { createWebhookSend } from '../../../../lambdas/webhook-deliverer/webhook.ts';
import { awsTarget, notificationOf } from '../../../support/builders/records.ts';

const now = Date.parse('2026-01-01T00:00:00.000Z');
const sendThatGets = (answer: OutboundAnswer) =>
  createWebhookSend({
    outbound: async () => answer,
    readCredentials: async () => ({ bearerToken: 'token' }),
    deadlineMs: 10_000,
    clock: () => now,
  });
const outcomeOf = (answer: OutboundAnswer) => sendThatGets(answer)(notificationOf());

test('an answer becomes the outcome of the status table, with Retry-After', async () => {
  expect(await outcomeOf({ kind: 'answered', status: 204, retryAfter: undefined })).toMatchObject({
    class: 'DELIVERED',
  });
  expect(await outcomeOf({ kind: 'answered', status: 503, retryAfter: '60' })).toEqual({
    class: 'SERVER_ERROR',
    message: 'answered 503',
    httpStatus: 503,
    retryAfterMs: 60_000,
  });
});

test('a destination that Herald refuses to call is a CONFIG outcome with the reason', async () => {
  const outcome = await outcomeOf({ kind: 'refused', message: 'it leads to an address that is not public' });

  expect(outcome).toEqual({
    class: 'CONFIG',
    message: 'not sent: it leads to an address that is not public',
  });
});

test('no answer in time is TIMEOUT, and no connection is NETWORK', async () => {
  expect(await outcomeOf({ kind: 'timeout', message: 'no answer within 10 s' })).toMatchObject({
    class: 'TIMEOUT',
  });
  expect(await outcomeOf({ kind: 'network', message: 'ECONNREFUSED' })).toEqual({
    class: 'NETWORK',
    message: 'no answer: ECONNREFUSED',
  });
});

test('a target of another channel throws and is not an attempt', async () => {
  const send = sendThatGets({ kind: 'answered', status: 200, retryAfter: undefined });

  await expect(send(notificationOf({ target: awsTarget('SQS') }))).rejects.toThrow('webhook channel');
});
