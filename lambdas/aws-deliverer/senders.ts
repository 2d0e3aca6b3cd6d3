// Sends one message to a queue, topic or bus, with a client that uses the partner's role. EventBridge answers
// 200 even if it rejects an entry, so the result entries are checked.
import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsResponse,
  type PutPartnerEventsResponse,
} from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import {
  busEntryOf,
  type Message,
  queueMessageOf,
  topicMessageOf,
} from '../../core/model/delivery/aws-request.ts';
import { parseArn } from '../../core/model/target/aws-destination.ts';
import type { AwsTarget } from '../../core/model/target/target.ts';
import type { assumeRole } from './partner-role.ts';

/** Sends one message. @throws errors of the SDK; EntryRefused */
export type AwsSend = (message: Message, abortSignal: AbortSignal) => Promise<void>;

export type ClientConfig = {
  credentials: ReturnType<typeof assumeRole>;
  requestHandler: NodeHttpHandler;
  maxAttempts: number;
};

/** EventBridge rejected the entry; `name` is its error code. */
export class EntryRefused extends Error {
  constructor(code: string, message: string | undefined) {
    super(message);
    this.name = code;
  }
}

/** @param config the region is added from the destination's ARN */
export function createAwsSend(target: AwsTarget, config: ClientConfig): AwsSend {
  const { region } = parseArn(target.destination);
  switch (target.type) {
    case 'SQS':
      return sendToQueue(
        new SQSClient({ ...config, region, useQueueUrlAsEndpoint: false }),
        target.destination,
      );
    case 'SNS':
      return publishToTopic(new SNSClient({ ...config, region }), target.destination);
    case 'EVENTBRIDGE':
      return putToBus(new EventBridgeClient({ ...config, region }), target.destination);
  }
}

function sendToQueue(client: SQSClient, arn: string): AwsSend {
  return async (message, abortSignal) => {
    await client.send(new SendMessageCommand(queueMessageOf(arn, message)), { abortSignal });
  };
}

function publishToTopic(client: SNSClient, arn: string): AwsSend {
  return async (message, abortSignal) => {
    await client.send(new PublishCommand(topicMessageOf(arn, message)), { abortSignal });
  };
}

function putToBus(client: EventBridgeClient, arn: string): AwsSend {
  return async (message, abortSignal) => {
    const command = new PutEventsCommand({ Entries: [busEntryOf(arn, message)] });
    requireAccepted(await client.send(command, { abortSignal }));
  };
}

/** @throws EntryRefused if EventBridge rejected the only entry of the request */
export function requireAccepted({
  FailedEntryCount,
  Entries,
}: PutEventsResponse | PutPartnerEventsResponse): void {
  const refused = FailedEntryCount ? Entries?.[0] : undefined;
  if (refused) throw new EntryRefused(refused.ErrorCode ?? 'InternalFailure', refused.ErrorMessage);
}
