// A verification has one deadline for all its calls.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { STSClient } from '@aws-sdk/client-sts';
import { afterEach, expect, test } from 'vitest';
import { createAssume, createFindQueue } from '../../../../lambdas/verifier/aws.ts';

const credentials = { accessKeyId: 'HERALDSOWN', secretAccessKey: 'secret', sessionToken: undefined };
const role = 'arn:aws:iam::222222222222:role/deliver';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** An STS that does not answer. @param onCall called for each request that arrives */
async function silentSts(onCall: () => void): Promise<STSClient> {
  server = createServer(onCall).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return new STSClient({ region: 'eu-west-1', credentials, endpoint: `http://127.0.0.1:${port}` });
}

test('the deadline ends a call that runs: a failure inside Herald, not a refusal', async () => {
  const deadline = new AbortController();
  const sts = await silentSts(() => deadline.abort());

  await expect(createAssume(sts, deadline.signal)(role, 'external-id')).rejects.toMatchObject({
    name: 'AbortError',
  });
});

test('after the deadline no call is made', async () => {
  const calls: string[] = [];
  const sts = await silentSts(() => calls.push('sts'));
  const over = AbortSignal.abort();

  await expect(createAssume(sts, over)(role, 'external-id')).rejects.toMatchObject({ name: 'AbortError' });
  await expect(
    createFindQueue(over)('arn:aws:sqs:eu-west-1:222222222222:orders', credentials),
  ).rejects.toThrow('sqs:GetQueueUrl failed: AbortError');
  expect(calls).toEqual([]);
});
