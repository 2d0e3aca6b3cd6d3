// Grants that no function was seen to use in a whole integration run, each with the reason why it is there all the same.

export type UnusedGrant = {
  functions: 'all' | readonly string[];
  action: string;
  /** What is in the resource's ARN. */
  on: string;
  reason: string;
};

const byLambdaItself =
  'the Lambda service does it with the role, and the emulator does it without asking IAM';
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

export const unusedOnPurpose: readonly UnusedGrant[] = [
  ...['logs:CreateLogStream', 'logs:PutLogEvents'].map(
    (action): UnusedGrant => ({ functions: 'all', action, on: 'Logs', reason: byLambdaItself }),
  ),
  ...queueConsumer.map(
    (action): UnusedGrant => ({ functions: deliverers, action, on: 'Queue', reason: byLambdaItself }),
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
    reason: 'quarantine must stay empty in this run; the unit and fault tests show what goes there',
  },
  ...streamReader.map(
    (action): UnusedGrant => ({ functions: ['dispatcher'], action, on: '', reason: byLambdaItself }),
  ),
];
