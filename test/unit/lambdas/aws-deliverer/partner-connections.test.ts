// Connections that AWS closes, on a real transport.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { outcomeOfFault } from '../../../../lambdas/aws-deliverer/fault.ts';
import { createPartnerConnections } from '../../../../lambdas/aws-deliverer/partner-connections.ts';
import { awsTarget, destinations } from '../../../support/builders/records.ts';
import { json, serveAnswers } from '../../../support/handlers/loopback-server.ts';

const accepted = json({ MessageId: 'message-1' });
const reset = ({ socket }: { socket: { destroy(): void } | null }): void => socket?.destroy();

function senderTo(endpoint: string) {
  const client = new SQSClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'PARTNERSROLE', secretAccessKey: 'secret' },
    requestHandler: createPartnerConnections(),
    maxAttempts: 1,
    md5: false,
  });
  return () =>
    client.send(new SendMessageCommand({ QueueUrl: `${endpoint}/222222222222/queue`, MessageBody: '{}' }));
}

test('a request on an idle connection that AWS had closed is sent again on a new one', async () => {
  await using server = await serveAnswers(accepted, reset, accepted);
  const send = senderTo(server.origin);

  await send();
  await send();

  expect(server.received).toHaveLength(3);
  expect(server.connections()).toBe(2);
});

test('requests on several closed connections are each sent again', async () => {
  await using server = await serveAnswers(accepted, accepted, accepted, reset, reset, reset, accepted);
  const send = senderTo(server.origin);
  await Promise.all([send(), send(), send()]);

  await Promise.all([send(), send(), send()]);

  expect(server.received.length).toBeGreaterThanOrEqual(9);
});

test('a request on a new connection that is closed has failed, and the outcome says so', async () => {
  await using server = await serveAnswers(reset);

  const error = await senderTo(server.origin)().catch((caught: unknown) => caught);

  expect(server.received).toHaveLength(1);
  expect(outcomeOfFault(error, awsTarget('SQS'))).toEqual({
    class: 'NETWORK',
    message: `${destinations.SQS} closed the connection (ECONNRESET)`,
  });
});
