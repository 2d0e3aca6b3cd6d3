// A service accepts a request and never answers: the call fails while the invocation still has time.
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { ownServices } from '../../../../../core/runtime/aws/aws-client.ts';
import { createInvoke } from '../../../../../core/runtime/aws/invoke.ts';
import { serve } from '../../../../support/handlers/loopback-server.ts';

const region = 'eu-west-1';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/**
 * Calls a server that never answers, and advances the clock after the request has arrived.
 * @param ms by how much
 */
async function callUnanswered(call: (origin: string) => Promise<unknown>, ms: number): Promise<unknown> {
  let arrived = (): void => {};
  const arrival = new Promise<void>(resolve => {
    arrived = resolve;
  });
  await using server = await serve(() => arrived());
  const outcome = call(server.origin).then(
    () => 'answered',
    error => error,
  );
  await arrival;
  await vi.advanceTimersByTimeAsync(ms);
  return await outcome;
}

test("a call of one of Herald's own services fails after a few seconds", async () => {
  const read = (endpoint: string) =>
    new DynamoDBClient({ ...ownServices, region, endpoint, maxAttempts: 1 }).send(
      new GetItemCommand({ TableName: 'registry', Key: { licensor: { S: 'acme' } } }),
    );

  expect(await callUnanswered(read, 10_000)).toMatchObject({ name: 'TimeoutError' });
});

test('a call of another function fails before API Gateway gives up, after 29 seconds', async () => {
  const invoke = (origin: string) =>
    createInvoke({ AWS_REGION: region, AWS_ENDPOINT_URL: origin })('verifier', {}, z.unknown());

  expect(await callUnanswered(invoke, 29_000)).toMatchObject({ name: 'TimeoutError' });
});
