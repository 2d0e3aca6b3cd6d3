// The webhook channel's queue: to hold its tasks up and read them, or to have what was put back tried again soon.
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

/** While the channel stands still, `task` may read what is on its queue. */
export async function whileHeld<T>(task: (read: () => Promise<string[]>) => Promise<T>): Promise<T> {
  const { UUID, QueueUrl } = await findMapping();
  const enable = (Enabled: boolean) => lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  await enable(false);
  try {
    return await task(async () => {
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

/** While `task` runs, a task that was put back comes again after seconds, not after the minutes that a deliverer may take. */
export async function whileImpatient<T>(task: () => Promise<T>): Promise<T> {
  const { QueueUrl } = await findMapping();
  const setTimeout = (seconds: number) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: String(seconds) } }));
  await setTimeout(2);
  try {
    return await task();
  } finally {
    await setTimeout(180);
  }
}
