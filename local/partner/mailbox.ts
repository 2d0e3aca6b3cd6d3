// An SQS queue of the partner, which receives the notifications of an AWS target so that they can be read.
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { partnerAccount, region } from '../emulator/emulator.ts';

export class Mailbox {
  readonly arn: string;
  readonly url: string;
  readonly #sqs: SQSClient;
  readonly #messages: Message[] = [];

  private constructor(sqs: SQSClient, name: string, url: string) {
    this.arn = `arn:aws:sqs:${region}:${partnerAccount}:${name}`;
    this.url = url;
    this.#sqs = sqs;
  }

  static async create(sqs: SQSClient, name: string): Promise<Mailbox> {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    return new Mailbox(sqs, name, QueueUrl);
  }

  /** Allows an AWS service to send messages for one topic or rule. */
  async accept(service: string, sourceArn: string): Promise<void> {
    const statement = {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sqs:SendMessage',
      Resource: this.arn,
      Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await this.#sqs.send(new SetQueueAttributesCommand({ QueueUrl: this.url, Attributes: { Policy } }));
  }

  /** All messages so far, in the order in which they were received. */
  async messages(): Promise<readonly Message[]> {
    for (let batch = await this.#receive(); batch.length > 0; batch = await this.#receive()) {
      this.#messages.push(...batch);
      await Promise.all(batch.map(({ ReceiptHandle }) => this.#delete(ReceiptHandle)));
    }
    return this.#messages;
  }

  async #receive(): Promise<Message[]> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.url,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    return Messages;
  }

  async #delete(ReceiptHandle: string | undefined): Promise<void> {
    await this.#sqs.send(new DeleteMessageCommand({ QueueUrl: this.url, ReceiptHandle }));
  }
}
