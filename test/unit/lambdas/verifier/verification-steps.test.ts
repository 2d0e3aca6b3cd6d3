// Each fault of a role or queue is refused with its own step.
import { expect, test } from 'vitest';
import type { VerificationRequest } from '../../../../core/model/target/verification.ts';
import { mostProbes } from '../../../../lambdas/verifier/probes.ts';
import { type Session, type VerifyDeps, verify } from '../../../../lambdas/verifier/verify.ts';

const request: VerificationRequest = {
  type: 'SQS',
  destination: 'arn:aws:sqs:us-east-1:222222222222:orders',
  assumeRoleArn: 'arn:aws:iam::222222222222:role/deliver',
  externalId: 'herald-demo-x',
};
const session: Session = { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token' };

/** A role that can be assumed with the external ids for which `trusts` returns true. */
function worldWhere(trusts: (externalId: string | undefined) => boolean, changes: Partial<VerifyDeps> = {}) {
  const asked: (string | undefined)[] = [];
  const deps: VerifyDeps = {
    assume: async (_, externalId) => {
      asked.push(externalId);
      return trusts(externalId) ? session : undefined;
    },
    findQueue: async () => 'FOUND',
    deliveryRolePattern: 'arn:aws:iam::111111111111:role/Herald-*',
    patienceMs: 0,
    clock: () => 0,
    ...changes,
  };
  return { deps, asked };
}

const onlyOurs = (externalId: string | undefined) => externalId === request.externalId;

test('a role that trusts only the right external id and an existing queue are PROVEN', async () => {
  const { deps } = worldWhere(onlyOurs);

  expect(await verify(request, deps)).toEqual({
    verdict: 'ACCEPTED',
    verification: { role: 'PROVEN', resource: 'PROVEN' },
  });
});

test.each(['SNS', 'EVENTBRIDGE'] as const)(
  '%s has no dry run, so its resource stays unproven',
  async type => {
    const { deps } = worldWhere(onlyOurs, {
      findQueue: () => expect.unreachable('there is no queue to find'),
    });

    expect(await verify({ ...request, type } as VerificationRequest, deps)).toEqual({
      verdict: 'ACCEPTED',
      verification: { role: 'PROVEN', resource: 'UNPROVEN' },
    });
  },
);

test.each([
  ['ROLE_NOT_ASSUMABLE', () => false],
  ['ASSUMABLE_WITHOUT_EXTERNAL_ID', () => true],
  ['ASSUMABLE_WITHOUT_EXTERNAL_ID', (id: string | undefined) => id === undefined || onlyOurs(id)],
  ['ASSUMABLE_WITH_ANY_EXTERNAL_ID', (id: string | undefined) => id !== undefined],
  ['ASSUMABLE_WITH_ANY_EXTERNAL_ID', (id: string | undefined) => id?.startsWith('herald-') === true],
  ['ASSUMABLE_WITH_ANY_EXTERNAL_ID', (id: string | undefined) => id?.length === request.externalId.length],
])('a role is refused as %s', async (step, trusts) => {
  const { deps } = worldWhere(trusts);

  expect(await verify(request, deps)).toMatchObject({ verdict: 'REFUSED', step });
});

test.each([
  ['QUEUE_MISSING', 'MISSING'],
  ['QUEUE_DENIED', 'DENIED'],
] as const)('a queue is refused as %s', async (step, answer) => {
  const { deps } = worldWhere(onlyOurs, { findQueue: async () => answer });

  expect(await verify(request, deps)).toMatchObject({ verdict: 'REFUSED', step });
});

test('a refusal names the role, the external id and the pattern of role names', async () => {
  const { deps } = worldWhere(() => false);

  expect(await verify(request, deps)).toMatchObject({
    message: expect.stringMatching(/role\/deliver .*"herald-demo-x".*111111111111:role\/Herald-\*/),
  });
});

test('a denied AssumeRole is retried until the time is over', async () => {
  let now = 0;
  let asked = 0;
  const { deps } = worldWhere(onlyOurs, { patienceMs: 3000, clock: () => now });
  const assume: VerifyDeps['assume'] = async (role, externalId) => {
    if (externalId === request.externalId && ++asked === 1) return undefined;
    return deps.assume(role, externalId);
  };
  const pause = async (ms: number) => {
    now += ms;
  };

  expect(await verify(request, { ...deps, assume, pause })).toMatchObject({ verdict: 'ACCEPTED' });
  expect(now).toBe(1000);
});

test('a role that cannot be assumed costs four calls in seven seconds, with 10 s of patience', async () => {
  let now = 0;
  const { deps, asked } = worldWhere(() => false, { patienceMs: 10_000, clock: () => now });
  const pause = async (ms: number) => {
    now += ms;
  };

  expect(await verify(request, { ...deps, pause })).toMatchObject({ step: 'ROLE_NOT_ASSUMABLE' });
  expect([asked.length, now]).toEqual([4, 7000]);
});

test('a role costs one AssumeRole with the right id, and then all others at once', async () => {
  let open = 0;
  const most = { atOnce: 0 };
  const { deps, asked } = worldWhere(onlyOurs);
  const assume: VerifyDeps['assume'] = async (role, externalId) => {
    most.atOnce = Math.max(most.atOnce, ++open);
    await Promise.resolve();
    open--;
    return deps.assume(role, externalId);
  };

  await verify(request, { ...deps, assume });

  expect(asked.slice(0, 2)).toEqual([request.externalId, undefined]);
  expect(asked.length).toBeLessThanOrEqual(2 + mostProbes);
  expect(most.atOnce).toBe(asked.length - 1);
});

test('a failure inside Herald throws and is not a refusal', async () => {
  const { deps } = worldWhere(onlyOurs, { assume: () => Promise.reject(new Error('STS is out of order')) });

  await expect(verify(request, deps)).rejects.toThrow('out of order');
});
