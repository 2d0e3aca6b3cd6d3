// The outcomes of failed AWS attempts, whose messages tell the partner which setting to check.
import { expect, test } from 'vitest';
import {
  awsTarget,
  destinations,
  eventOf,
  roleArn,
  webhookTarget,
} from '../../../support/builders/records.ts';
import { createAwsSender, partnerAccessKey } from '../../../support/handlers/aws-sender.ts';
import {
  type AwsAnswer,
  entryRefused,
  jsonError,
  session,
  xmlError,
} from '../../../support/handlers/fake-aws.ts';

const outcomeOf = async (service: 'sqs' | 'sns' | 'events' | 'sts', answer: AwsAnswer) => {
  const type = service === 'sns' ? 'SNS' : service === 'events' ? 'EVENTBRIDGE' : 'SQS';
  const { send } = createAwsSender({ [service]: () => answer });
  return send(eventOf(), awsTarget(type));
};

test('a role that cannot be assumed names the trust policy, the role and the external id', async () => {
  const { class: kind, message } = await outcomeOf('sts', xmlError('AccessDenied'));

  expect(kind).toBe('CONFIG');
  expect(message).toBe(
    `trust policy: ${roleArn} cannot be assumed with external id "external-id-1" (AccessDenied)`,
  );
});

test.each([
  [
    'sqs',
    jsonError('com.amazon.coral.service#AccessDeniedException', 403, 'AccessDenied'),
    'sqs:SendMessage',
    destinations.SQS,
  ],
  ['sns', xmlError('AuthorizationError'), 'sns:Publish', destinations.SNS],
  ['sns', xmlError('AccessDenied'), 'sns:Publish', destinations.SNS],
  ['events', jsonError('AccessDeniedException'), 'events:PutEvents', destinations.EVENTBRIDGE],
  ['events', entryRefused('AccessDeniedException'), 'events:PutEvents', destinations.EVENTBRIDGE],
] as const)('%s: a denied action names the permission policy', async (service, answer, action, arn) => {
  const outcome = await outcomeOf(service, answer);

  expect(outcome.class).toBe('CONFIG');
  expect(outcome.message).toContain(`permission policy: ${roleArn} may not ${action} on ${arn}`);
});

test.each([
  [
    'sqs',
    jsonError('com.amazonaws.sqs#QueueDoesNotExist', 400, 'AWS.SimpleQueueService.NonExistentQueue'),
    'queue',
  ],
  ['sns', xmlError('NotFound', 404), 'topic'],
  ['events', jsonError('ResourceNotFoundException'), 'event bus'],
  ['events', entryRefused('ResourceNotFoundException'), 'event bus'],
] as const)('%s: a destination that does not exist is CONFIG', async (service, answer, noun) => {
  const outcome = await outcomeOf(service, answer);

  expect(outcome.class).toBe('CONFIG');
  expect(outcome.message).toContain(`there is no ${noun} arn:aws:`);
});

test.each([
  ['sqs', jsonError('com.amazonaws.sqs#KmsAccessDenied', 400, 'KMS.AccessDeniedException')],
  ['sqs', jsonError('com.amazonaws.sqs#KmsDisabled', 400, 'KMS.DisabledException')],
  ['sns', xmlError('KMSAccessDenied', 400)],
  ['sns', xmlError('KMSNotFound', 400)],
] as const)('%s: a denied KMS key is CONFIG and names the key actions', async (service, answer) => {
  const outcome = await outcomeOf(service, answer);

  expect(outcome.class).toBe('CONFIG');
  expect(outcome.message).toContain('kms:GenerateDataKey');
});

test.each([
  ['sqs', jsonError('com.amazonaws.sqs#RequestThrottled', 403, 'RequestThrottled')],
  ['sqs', jsonError('com.amazonaws.sqs#KmsThrottled', 400, 'KMS.ThrottlingException')],
  ['sns', xmlError('Throttled', 429)],
  ['sns', xmlError('KMSThrottling', 400)],
  ['events', jsonError('ThrottlingException')],
  ['events', entryRefused('ThrottlingException')],
] as const)('%s: a destination that throttles is THROTTLED', async (service, answer) => {
  expect(await outcomeOf(service, answer)).toMatchObject({ class: 'THROTTLED' });
});

test.each([
  ['sqs', jsonError('InternalFailure', 500)],
  ['sns', xmlError('ServiceUnavailable', 503)],
  ['events', jsonError('InternalException', 500)],
  ['events', entryRefused('InternalFailure')],
] as const)('%s: a service out of order is a SERVER_ERROR', async (service, answer) => {
  expect(await outcomeOf(service, answer)).toMatchObject({ class: 'SERVER_ERROR' });
});

test.each([
  ['sqs', jsonError('com.amazonaws.sqs#InvalidMessageContents')],
  ['sqs', jsonError('com.amazon.coral.service#InvalidParameterValueException', 400, 'InvalidParameterValue')],
  ['sns', xmlError('InvalidParameter', 400)],
  ['sns', xmlError('ParameterValueInvalid', 400)],
  ['events', entryRefused('MalformedDetail')],
  ['events', entryRefused('InvalidArgument')],
  ['events', jsonError('ValidationException')],
] as const)('%s: a refusal of the contents is MESSAGE_INVALID with the code', async (service, answer) => {
  const outcome = await outcomeOf(service, answer);

  expect(outcome.class).toBe('MESSAGE_INVALID');
  expect(outcome.message).toMatch(/does not accept this event \(\w+\)$/);
});

test.each([
  ['events', entryRefused('NotAuthorizedForSource')],
  ['sns', xmlError('InvalidParameter', 400, 'Invalid parameter: TopicArn')],
  ['sqs', jsonError('com.amazonaws.sqs#UnsupportedOperation')],
] as const)('%s: any other refusal is CONFIG with the code', async (service, answer) => {
  const outcome = await outcomeOf(service, answer);

  expect(outcome.class).toBe('CONFIG');
  expect(outcome.message).toMatch(/refused the event \(\w+\)$/);
});

test('an entry that EventBridge rejects with status 200 is not delivered', async () => {
  expect(await outcomeOf('events', entryRefused('InternalFailure'))).not.toMatchObject({
    class: 'DELIVERED',
  });
});

/** Never answers, unless aborted. */
const hang = (_: unknown, signal?: AbortSignal): Promise<AwsAnswer> =>
  new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));

test('a destination that does not answer is aborted at the deadline', async () => {
  const { send } = createAwsSender({ sqs: hang }, { deadlineMs: 50 });

  expect(await send(eventOf(), awsTarget('SQS'))).toEqual({
    class: 'TIMEOUT',
    message: `${destinations.SQS} did not answer in time`,
  });
});

test('STS that does not answer is aborted at the deadline, and is a failure inside Herald', async () => {
  const { aws, send } = createAwsSender({ sts: hang }, { deadlineMs: 50 });

  await expect(send(eventOf(), awsTarget('SQS'))).rejects.toThrow();
  expect(aws.to('sqs')).toEqual([]);
});

test.each([
  ['throttled', xmlError('Throttling', 400)],
  ['unavailable', xmlError('ServiceUnavailable', 503)],
  ["refusing Herald's own credentials", xmlError('ExpiredToken')],
])('STS %s is a failure inside Herald and has no outcome', async (_, answer) => {
  await expect(outcomeOf('sts', answer)).rejects.toThrow();
});

test('after the trust policy is corrected, the next attempt succeeds', async () => {
  let trusted = false;
  const { send } = createAwsSender({
    sts: () => (trusted ? session(partnerAccessKey) : xmlError('AccessDenied')),
  });
  expect(await send(eventOf(), awsTarget('SQS'))).toMatchObject({ class: 'CONFIG' });

  trusted = true;

  expect(await send(eventOf(), awsTarget('SQS'))).toMatchObject({ class: 'DELIVERED' });
});

test('a webhook target on this channel throws and is not an attempt', async () => {
  const { send } = createAwsSender();

  await expect(send(eventOf(), webhookTarget())).rejects.toThrow('AWS channel');
});
