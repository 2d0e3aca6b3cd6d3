// How much a licensor may have.
import { beforeEach, expect, test } from 'vitest';
import { awsTarget, destinations, roleArn } from '../../support/records.ts';
import { loadRegisteringApi } from '../../support/registering-api.ts';

const { call, reset, written, refuse, hasTarget } = await loadRegisteringApi();
beforeEach(reset);

const target = { type: 'SQS', destination: destinations.SQS, auth: { assumeRoleArn: roleArn } };
const post = (body: unknown) => call('POST /{licensor}/notifications/targets', { body });

test.each([
  ['target', post, target],
  [
    'subscription',
    (body: unknown) => call('POST /{licensor}/notifications/subscriptions', { body }),
    { topic: 'OfferStatus', eventTargetMapping: { LiveStatusUpdated: ['target-1'] } },
  ],
] as const)('one %s more than a licensor may have is a 409 that says how many', async (kind, send, body) => {
  hasTarget(awsTarget('SQS'));
  refuse(({ Update }) => Update?.ExpressionAttributeNames?.['#count'] === `${kind}Count`);

  expect(await send(body)).toMatchObject({
    status: 409,
    body: {
      error: {
        code: 'CONFLICT',
        message: `a licensor has at most 200 ${kind}s: delete one that is not needed`,
      },
    },
  });
});

test('the limit is a condition on the count, which a registration adds to and a deletion takes from', async () => {
  hasTarget(awsTarget('SQS'));
  await post(target);
  await call('DELETE /{licensor}/notifications/targets/{targetId}', { path: { targetId: 'target-1' } });

  const counts = written().map(
    writes => writes.find(({ Update }) => Update?.UpdateExpression === 'ADD #count :by')?.Update,
  );
  expect(counts).toMatchObject([
    {
      ConditionExpression: 'attribute_not_exists(#count) OR #count < :limit',
      ExpressionAttributeValues: { ':by': 1, ':limit': 200 },
    },
    { ExpressionAttributeValues: { ':by': -1 } },
  ]);
});
