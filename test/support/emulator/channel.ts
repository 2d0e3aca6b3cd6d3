// The queue of the webhook channel: stops its deliverer so that a test can read the tasks, or shortens the
// visibility timeout.
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import {
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { heraldAws } from './herald.ts';

const lambda = new LambdaClient(heraldAws);
const sqs = new SQSClient(heraldAws);

async function findMapping(): Promise<{ UUID: string; QueueUrl: string }> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({ MaxItems: 50 }));
  const deliverer = Functions.find(
    ({ Description }) => Description === 'Herald local: webhook-deliverer',
  )?.FunctionName;
  const { EventSourceMappings: [mapping] = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: deliverer }),
  );
  const { UUID, EventSourceArn } = mapping ?? {};
  if (!UUID || !EventSourceArn) throw new Error('the webhook deliverer has no queue');
  const QueueName = EventSourceArn.split(':').at(-1);
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  return { UUID, QueueUrl };
}

/** Stops the deliverer while `run` is running, which can read the messages on the queue. */
export async function whilePaused<T>(run: (read: () => Promise<string[]>) => Promise<T>): Promise<T> {
  const { UUID, QueueUrl } = await findMapping();
  const enable = (Enabled: boolean) => lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  await enable(false);
  try {
    return await run(async () => {
      const receive = new ReceiveMessageCommand({
        QueueUrl,
        VisibilityTimeout: 0,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      });
      return ((await sqs.send(receive)).Messages ?? []).map(message => JSON.stringify(message));
    });
  } finally {
    await enable(true);
  }
}

/** While `run` is running, a message that was not deleted returns after 2 seconds instead of 3 minutes. */
export async function withShortVisibility<T>(run: () => Promise<T>): Promise<T> {
  const { QueueUrl } = await findMapping();
  const setTimeout = (seconds: number) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: String(seconds) } }));
  await setTimeout(2);
  try {
    return await run();
  } finally {
    await setTimeout(180);
  }
}
