// The limits of a licensor.
import { beforeEach, expect, test } from 'vitest';
import { heraldErrorOf } from '../../../../core/registration/refusals.ts';
import { countAction } from '../../../../core/store/registry/licensors.ts';
import { StoreError } from '../../../../core/store/store-error.ts';
import { awsTarget, destinations, roleArn } from '../../../support/builders/records.ts';
import { createRegisteringApi } from '../../../support/handlers/registering-api.ts';

const { call, reset, written, refuse, hasTarget } = createRegisteringApi();
beforeEach(reset);

const target = { type: 'SQS', destination: destinations.SQS, auth: { assumeRoleArn: roleArn } };
const post = (body: unknown) => call('POST /{licensor}/notifications/targets', { body });

test.each([
  ['target', 'targets', post, target],
  [
    'subscription',
    'subscriptions',
    (body: unknown) => call('POST /{licensor}/notifications/subscriptions', { body }),
    { topic: 'OfferStatus', eventTargetMapping: { LiveStatusUpdated: ['target-1'] } },
  ],
  [
    'authProfile',
    'auth profiles',
    (body: unknown) => call('POST /{licensor}/notifications/auth-profiles', { body }),
    { authConfig: { type: 'bearer', bearerToken: 'token' } },
  ],
] as const)('one %s over the limit is a 409 that states the limit', async (kind, name, send, body) => {
  hasTarget(awsTarget('SQS'));
  refuse(({ Update }) => Update?.UpdateExpression === `ADD ${kind}Count :${kind}`);

  expect(await send(body)).toMatchObject({
    status: 409,
    body: {
      error: {
        code: 'CONFLICT',
        message: `a licensor has at most 200 ${name}: delete one that is not needed`,
      },
    },
  });
});

test('the limit is a condition on the count, which creations increase and deletions decrease', async () => {
  hasTarget(awsTarget('SQS'));
  await post(target);
  await call('DELETE /{licensor}/notifications/targets/{targetId}', { path: { targetId: 'target-1' } });

  const counts = written().map(
    writes => writes.find(({ Update }) => Update?.UpdateExpression === 'ADD targetCount :target')?.Update,
  );
  expect(counts).toMatchObject([
    {
      ConditionExpression: '(attribute_not_exists(targetCount) OR targetCount < :targetLimit)',
      ExpressionAttributeValues: { ':target': 1, ':targetLimit': 200 },
    },
    { ExpressionAttributeValues: { ':target': -1 } },
  ]);
});

test('one write counts a subscription and its own target, and its refusal names both limits', () => {
  const { write, refusal } = countAction('registry', 'acme', { subscription: 1, target: 1 });

  expect(write.Update).toMatchObject({
    UpdateExpression: 'ADD targetCount :target, subscriptionCount :subscription',
    ConditionExpression:
      '(attribute_not_exists(targetCount) OR targetCount < :targetLimit) AND ' +
      '(attribute_not_exists(subscriptionCount) OR subscriptionCount < :subscriptionLimit)',
  });
  const error = heraldErrorOf(refusal && new StoreError(refusal));
  expect(error?.message).toContain('at most 200 targets and 200 subscriptions');
});
