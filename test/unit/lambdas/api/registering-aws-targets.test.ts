// A queue, topic or bus is stored only with an external id that the licensor may use, and after verification.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { refusalStepSchema } from '../../../../core/model/target/verification.ts';
import { createAwsTargets } from '../../../../core/registration/aws-target.ts';
import { createWaitingRequests } from '../../../../core/registration/waiting-requests.ts';
import { createLeases } from '../../../../core/store/deliveries/leases.ts';
import { createDynamo } from '../../../../core/store/dynamodb/dynamodb.ts';
import { createExternalIdClaims } from '../../../../core/store/registry/external-id-claims.ts';
import { createLicensors } from '../../../../core/store/registry/licensors.ts';
import { claimKey } from '../../../../core/store/registry/registry-key.ts';
import {
  awsTarget,
  destinations,
  licensor,
  partnerAccount,
  roleArn,
} from '../../../support/builders/records.ts';
import { heraldAccount, tables } from '../../../support/handlers/environments.ts';
import { recordingLog } from '../../../support/handlers/recording-log.ts';
import { createRegisteringApi, ownExternalIdOf, proven } from '../../../support/handlers/registering-api.ts';

const { call, reset, written, hasTarget, functions, database } = createRegisteringApi();
beforeEach(reset);

const brought = 'brought-external-id';
const bodyWith = (auth: object = {}) => ({
  type: 'SQS',
  destination: destinations.SQS,
  auth: { assumeRoleArn: roleArn, ...auth },
});
const post = (body: unknown) => call('POST /{licensor}/notifications/targets', { body });
const put = (body: unknown) =>
  call('PUT /{licensor}/notifications/targets/{targetId}', { path: { targetId: 'target-1' }, body });
const claim = claimKey(partnerAccount, brought);
const isClaim = ({ Update }: { Update?: { Key?: unknown } | undefined }) =>
  JSON.stringify(Update?.Key) === JSON.stringify(claim);

test('the own external id in another spelling is a 400 that names the right one', async () => {
  const answer = await post(bodyWith({ externalId: ownExternalIdOf(licensor).toUpperCase() }));

  expect(answer).toMatchObject({
    status: 400,
    body: {
      error: {
        message: `auth.externalId: expected your own external id in its spelling "${ownExternalIdOf(licensor)}"`,
      },
    },
  });
});

test("without an external id, the licensor's own is used and sent to the verifier", async () => {
  const { status, body } = await post(bodyWith());

  const auth = { assumeRoleArn: roleArn, externalId: ownExternalIdOf(licensor) };
  expect(status).toBe(201);
  expect(body).toMatchObject({ auth, verification: { role: 'PROVEN', resource: 'PROVEN' } });
  expect(functions.asked('verifier')).toEqual([{ type: 'SQS', destination: destinations.SQS, ...auth }]);
  expect(
    written()
      .flat()
      .some(({ Put }) => Put?.Item?.['auth'].externalId === auth.externalId),
  ).toBe(true);
  expect(JSON.stringify(written())).not.toContain('CLAIM#');
});

test('the own external id may be given explicitly', async () => {
  expect(await post(bodyWith({ externalId: ownExternalIdOf(licensor) }))).toMatchObject({ status: 201 });
  expect(JSON.stringify(written())).not.toContain('CLAIM#');
});

test.each([
  ownExternalIdOf('other'),
  ownExternalIdOf('other').toUpperCase(),
  'herald-',
  `${ownExternalIdOf(licensor)}0`,
])(
  'the external id %s, which has the prefix of Herald but is not of this licensor, is a 400',
  async externalId => {
    hasTarget(awsTarget('SQS'));
    for (const answer of [await post(bodyWith({ externalId })), await put(bodyWith({ externalId }))]) {
      expect(answer).toMatchObject({
        status: 400,
        body: {
          error: { message: expect.stringMatching(/^auth\.externalId: .*belongs to another licensor/) },
        },
      });
    }
    expect(written()).toEqual([]);
    expect(functions.asked('verifier')).toEqual([]);
  },
);

test.each(refusalStepSchema.options)('a refusal %s of the verifier is a 400 with its message', async step => {
  functions.answers('verifier', {
    verdict: 'REFUSED',
    step,
    path: ['auth', 'assumeRoleArn'],
    message: 'what to put right',
  });
  hasTarget(awsTarget('SQS'));

  for (const answer of [await post(bodyWith()), await put(bodyWith())]) {
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'BAD_REQUEST', message: `auth.assumeRoleArn: what to put right (${step})` } },
    });
  }
  expect(written()).toEqual([]);
});

test.each([
  ['throws', () => functions.fails('verifier', 'secret detail')],
  ['cannot be invoked', () => functions.unavailable('verifier')],
  ['answers with another schema', () => functions.answers('verifier', { verdict: 'PERHAPS' })],
  ['answers null', () => functions.answers('verifier', null)],
])('a verifier that %s is a 500, and nothing is stored', async (_, happen) => {
  happen();

  const answer = await post(bodyWith());

  expect(answer).toMatchObject({ status: 500, body: { error: { code: 'INTERNAL_ERROR' } } });
  expect(JSON.stringify(answer)).not.toContain('secret detail');
  expect(written()).toEqual([]);
});

test('an update is verified again, and returns the new verification', async () => {
  hasTarget(awsTarget('SQS'));
  functions.answers('verifier', { ...proven, verification: { role: 'PROVEN', resource: 'UNPROVEN' } });

  const { status, body } = await put(bodyWith({ externalId: brought }));

  expect(status).toBe(200);
  expect(body).toMatchObject({ verification: { role: 'PROVEN', resource: 'UNPROVEN' } });
  expect(functions.asked('verifier')).toMatchObject([{ externalId: brought }]);
  expect(written()[0]?.filter(isClaim)).toHaveLength(1);
  expect(written()[0]?.[0]?.Update?.ExpressionAttributeValues).toMatchObject({
    ':verification': { role: 'PROVEN', resource: 'UNPROVEN' },
  });
});

test.each(refusalStepSchema.options)(
  'unprovenTrust "warn" accepts %s only if the role is too open',
  async step => {
    const log = recordingLog();
    const db = createDynamo(new DynamoDBClient({}));
    const limits = { perLicensor: 1, inAll: 1 };
    const leases = createLeases(database.db, tables.DELIVERIES_TABLE, limits);
    const waitingRequests = createWaitingRequests({ leases, limits, clock: Date.now, log });
    const awsTargets = createAwsTargets({
      licensors: createLicensors(db, 'registry'),
      claims: createExternalIdClaims(db, 'registry'),
      home: { account: heraldAccount, partition: 'aws' },
      verification: {
        invoke: functions.invoke,
        waitingRequests,
        verifier: 'verifier',
        unprovenTrust: 'warn',
      },
      clock: Date.now,
      log,
    });
    functions.answers('verifier', { verdict: 'REFUSED', step, path: ['destination'], message: 'why' });
    const { type, destination, auth } = awsTarget('SQS');

    const admitted = awsTargets.admit({ licensor, targetId: 'target-1' }, { type, destination, auth });

    if (step === 'ASSUMABLE_WITHOUT_EXTERNAL_ID' || step === 'ASSUMABLE_WITH_ANY_EXTERNAL_ID') {
      expect(await admitted).toMatchObject({ verification: { role: 'UNPROVEN', resource: 'UNPROVEN' } });
      expect(log.lines).toMatchObject([{ level: 'warn' }]);
    } else {
      await expect(admitted).rejects.toMatchObject({
        code: 'BAD_REQUEST',
        issues: [{ path: ['destination'], message: `why (${step})` }],
      });
    }
  },
);
