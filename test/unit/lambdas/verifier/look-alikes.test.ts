// A trust policy that accepts more than the one external id is refused, also if the caller chose an id that
// the policy of somebody else's role accepts.
import { expect, test } from 'vitest';
import { externalIdSchema } from '../../../../core/model/target/aws-destination.ts';
import type { VerificationRequest } from '../../../../core/model/target/verification.ts';
import { mostProbes, probesFor } from '../../../../lambdas/verifier/probes.ts';
import { verify } from '../../../../lambdas/verifier/verify.ts';

const role = 'arn:aws:iam::222222222222:role/deliver';

/** Registers a topic with a role whose trust policy accepts these external ids. */
const verified = (externalId: string, accepts: (externalId: string) => boolean) => {
  const request: VerificationRequest = {
    type: 'SNS',
    destination: 'arn:aws:sns:us-east-1:222222222222:orders',
    assumeRoleArn: role,
    externalId,
  };
  return verify(request, {
    assume: async (_, id) =>
      id !== undefined && accepts(id)
        ? { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token' }
        : undefined,
    findQueue: () => expect.unreachable('there is no queue to find'),
    deliveryRolePattern: 'arn:aws:iam::111111111111:role/Herald-*',
    patienceMs: 0,
    clock: () => 0,
  });
};

/** StringLike of IAM: `*` is any text, `?` one character. */
const stringLike = (pattern: string) => {
  const escaped = pattern.replace(/[.+]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  const whole = new RegExp(`^${escaped}$`);
  return (id: string): boolean => whole.test(id);
};

test.each([
  ['acme-*', 'acme-x', 'another ending'],
  ['acme-*', 'acme-', 'another ending'],
  ['acme-x*', 'acme-x', 'another ending'],
  ['*-acme', 'x-acme', 'another beginning'],
  ['*', 'acme', 'a random one'],
  ['a*e', 'acme', 'more characters in the middle'],
  ['a*e', 'ae', 'more characters in the middle'],
  ['????', 'acme', 'another first character'],
  ['acme-?', 'acme-1', 'another last character'],
  ['?cme', 'acme', 'another first character'],
  ['acme-??-production', 'acme-eu-production', 'another character at position 7'],
  ['acme-*-production', 'acme-eu-production', 'another character at position 7'],
  ['ac?e', 'acme', 'another character at position 3'],
  ['ab*', 'ab', 'another ending'],
])('StringLike "%s" is refused for the id %s: %s', async (pattern, externalId, what) => {
  const verdict = await verified(externalId, stringLike(pattern));

  expect(verdict).toEqual({
    verdict: 'REFUSED',
    step: 'ASSUMABLE_WITH_ANY_EXTERNAL_ID',
    path: ['auth', 'assumeRoleArn'],
    message:
      `${role} can be assumed with other external ids, for example with ${what}: ` +
      `its condition must be StringEquals sts:ExternalId "${externalId}", without wildcards`,
  });
});

test.each(['acme-1', 'ACME', 'herald-acme-0123456789abcdef', 'AcMe'])(
  'StringEqualsIgnoreCase on %s is refused',
  async externalId => {
    const accepts = (id: string) => id.toLowerCase() === externalId.toLowerCase();

    expect(await verified(externalId, accepts)).toMatchObject({
      step: 'ASSUMABLE_WITH_ANY_EXTERNAL_ID',
      message: expect.stringContaining('for example with capitals and small letters exchanged'),
    });
  },
);

const ids = [
  'ab',
  'a-',
  '--',
  '1234',
  'acme',
  'one.two/three@four:five=six,seven+eight',
  'b8a1f0de-51c5-4b2b-9f0e-7d5f0f3c2a11',
  'x'.repeat(1224),
  'herald-acme-0123456789abcdef0123456789abcdef',
].map(externalId => ({ title: externalId.slice(0, 40), externalId }));

test.each(ids)('StringEquals on $title is accepted', async ({ externalId }) => {
  expect(await verified(externalId, id => id === externalId)).toMatchObject({ verdict: 'ACCEPTED' });
});

test.each(ids)('the probes for $title are few, different, and ids that STS accepts', ({ externalId }) => {
  const probes = probesFor(externalId).map(probe => probe.externalId);

  expect(probes.length).toBeLessThanOrEqual(mostProbes);
  expect(probes.length).toBeGreaterThanOrEqual(5);
  expect(new Set([externalId, ...probes]).size).toBe(probes.length + 1);
  for (const probe of probes) expect(externalIdSchema.safeParse(probe).success).toBe(true);
});

test('the random parts of the probes are different each time', () => {
  const random = () => probesFor('acme-x').slice(0, 3);

  for (const [index, { externalId }] of random().entries())
    expect(random()[index]?.externalId).not.toBe(externalId);
});
