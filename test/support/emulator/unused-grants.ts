// Grants that no function uses in a whole integration run, each with the reason why it is needed.

export type UnusedGrant = {
  functions: 'all' | readonly string[];
  action: string;
  /** A part of the resource's ARN. */
  on: string;
  reason: string;
};

const byLambdaItself =
  'the Lambda service uses it with the role; the emulator does the same without asking IAM';
const deliverers = ['webhook-deliverer', 'aws-deliverer'];

const queueConsumer = [
  'sqs:ReceiveMessage',
  'sqs:ChangeMessageVisibility',
  'sqs:GetQueueUrl',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
];
const streamReader = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];

export const expectedUnusedGrants: readonly UnusedGrant[] = [
  ...['logs:CreateLogStream', 'logs:PutLogEvents'].map(
    (action): UnusedGrant => ({ functions: 'all', action, on: 'Logs', reason: byLambdaItself }),
  ),
  ...queueConsumer.map(
    (action): UnusedGrant => ({
      functions: [...deliverers, 'feed'],
      action,
      on: 'Queue',
      reason: byLambdaItself,
    }),
  ),
  ...queueConsumer.map(
    (action): UnusedGrant => ({
      functions: ['feed'],
      action,
      on: 'platform-events',
      reason: byLambdaItself,
    }),
  ),
  ...['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'].map(
    (action): UnusedGrant => ({
      functions: ['dispatcher'],
      action,
      on: 'Quarantine',
      reason: byLambdaItself,
    }),
  ),
  {
    functions: ['dispatcher', ...deliverers],
    action: 'sqs:SendMessage',
    on: 'Quarantine',
    reason: 'quarantine must stay empty in this run; unit and fault tests send messages there',
  },
  {
    functions: ['graphql'],
    action: 'events:ListPartnerEventSourceAccounts',
    on: 'event-source',
    reason: 'only for a licensor that has its largest number of sources; here that happens through the api',
  },
  ...streamReader.map(
    (action): UnusedGrant => ({ functions: ['dispatcher'], action, on: '', reason: byLambdaItself }),
  ),
];
