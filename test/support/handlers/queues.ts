// A mocked SQS client. Every queue accepts every message, unless a test sets a refusal.
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';

type Refusal = (entry: SendMessageBatchRequestEntry) => boolean;

export function mockQueues() {
  const client = new SQSClient({ region: 'eu-west-1' });
  const sqs = mockClient(client);
  const accepted = new Map<string, SendMessageBatchRequestEntry[]>();
  const refusals = new Map<string, Refusal>();
  const reset = (): void => {
    accepted.clear();
    refusals.clear();
    sqs.reset();
    sqs.on(SendMessageBatchCommand).callsFake(({ QueueUrl, Entries }) => {
      const entries: SendMessageBatchRequestEntry[] = Entries;
      const failed = entries.filter(refusals.get(QueueUrl) ?? (() => false));
      const successful = entries.filter(entry => !failed.includes(entry));
      accepted.set(QueueUrl, [...(accepted.get(QueueUrl) ?? []), ...successful]);
      return {
        Successful: successful.map(({ Id }) => ({ Id, MessageId: `message-${Id}` })),
        Failed: failed.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })),
      };
    });
  };
  reset();
  return {
    reset,
    client: () => client,
    /** The messages that a queue has accepted. */
    on: (url: string): SendMessageBatchRequestEntry[] => accepted.get(url) ?? [],
    /** The bodies of those messages, as JSON. */
    bodiesOn: (url: string): unknown[] =>
      (accepted.get(url) ?? []).map(({ MessageBody = '' }) => JSON.parse(MessageBody)),
    calls: () => sqs.commandCalls(SendMessageBatchCommand).map(call => call.args[0].input),
    /** From now on the queue answers 200 and accepts none of the messages that match. */
    refuse: (url: string, refusal: Refusal = () => true): void => {
      refusals.set(url, refusal);
    },
    /** From now on every call fails. */
    fail: (error: Error): void => {
      sqs.on(SendMessageBatchCommand).rejects(error);
    },
  };
}
