// Registration proves that the partner controls the role. The roles trust Herald with the trust policy of
// text 1.
import { describe, expect, it } from 'vitest';
import { account, partnerAccount } from '../../local/emulator/emulator.ts';
import type { AwsDestination, Partner } from '../../local/partner/partner.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { newPartner, registrationOf } from '../support/emulator/partner.ts';
import { badRequest, expectRefusalWithoutTrace, type Refusal } from '../support/emulator/refusal.ts';
import { newPublicRole, newRole } from '../support/emulator/roles.ts';

const externalId = 'an-external-id-of-the-partner';
const required = { StringEquals: externalId };
const both = ['sqs:SendMessage', 'sqs:GetQueueUrl'];
const queueOf = (owner: string, name: string) => `arn:aws:sqs:us-east-1:${owner}:${name}`;
const roleOf = (owner: string, name: string) => `arn:aws:iam::${owner}:role/${name}`;

const target = (destination: string, assumeRoleArn: string, id?: string) => ({
  type: 'SQS',
  destination,
  auth: { assumeRoleArn, ...(id !== undefined && { externalId: id }) },
});

/**
 * A licensor with a valid target. `refuses` expects that a registration and an update with a body are
 * refused.
 */
async function newLicensor() {
  const licensor = await Licensor.onboard();
  const targetId = await licensor.register(registrationOf((await newPartner()).queue));
  const refuses = async (body: object, refusal: Refusal) => {
    const register = () => licensor.partner.call('POST', '/targets', body);
    const change = () => licensor.partner.call('PUT', `/targets/${targetId}`, body);
    await expectRefusalWithoutTrace(licensor, register, refusal);
    await expectRefusalWithoutTrace(licensor, change, refusal);
  };
  return { licensor, targetId, refuses };
}

describe.concurrent.each<{ kind: keyof Partner; verification: object }>([
  { kind: 'queue', verification: { role: 'PROVEN', resource: 'PROVEN' } },
  { kind: 'topic', verification: { role: 'PROVEN', resource: 'UNPROVEN' } },
  { kind: 'bus', verification: { role: 'PROVEN', resource: 'UNPROVEN' } },
])('a $kind with the documented role', ({ kind, verification }) => {
  it('is registered and changed, and the answers state what was proven', async () => {
    const licensor = await Licensor.onboard();
    const [first, second] = [await newPartner(), await newPartner()];
    const created = await licensor.partner.call('POST', '/targets', registrationOf(first[kind]));
    expect(created).toMatchObject({ status: 201, body: { verification } });
    const { targetId } = created.body as { targetId: string };
    const changed = await licensor.partner.call('PUT', `/targets/${targetId}`, registrationOf(second[kind]));
    expect(changed).toMatchObject({ status: 200, body: { destination: second[kind].arn, verification } });
    const { body } = await licensor.partner.call('GET', `/targets/${targetId}`);
    expect(body).toMatchObject({ ...(changed.body as object), health: { state: 'HEALTHY' } });
  });
});

const notAssumable = (role: string) => `auth.assumeRoleArn: ${role} cannot be assumed with external id`;

type Mistake = {
  what: string;
  /** Makes the role. @returns its ARN */
  role: (queue: string) => Promise<string>;
  step: string;
  says?: (role: string) => string;
};

const roles: Mistake[] = [
  {
    what: 'that does not exist',
    role: async () => roleOf(partnerAccount, 'no-such-role'),
    step: 'ROLE_NOT_ASSUMABLE',
    says: notAssumable,
  },
  {
    what: 'that trusts another account',
    role: queue =>
      newRole({ principal: 'arn:aws:iam::333333333333:root', externalId: required }, both, queue),
    step: 'ROLE_NOT_ASSUMABLE',
    says: notAssumable,
  },
  {
    what: "that trusts other roles of Herald's account",
    role: queue => newRole({ pattern: roleOf(account, 'Other-*'), externalId: required }, both, queue),
    step: 'ROLE_NOT_ASSUMABLE',
    says: notAssumable,
  },
  {
    what: 'that requires another external id',
    role: queue => newRole({ externalId: { StringEquals: 'another-external-id' } }, both, queue),
    step: 'ROLE_NOT_ASSUMABLE',
    says: notAssumable,
  },
  {
    what: 'that can be assumed without an external id',
    role: queue => newRole({}, both, queue),
    step: 'ASSUMABLE_WITHOUT_EXTERNAL_ID',
    says: role => `auth.assumeRoleArn: ${role} can be assumed without an external id`,
  },
  {
    what: 'that can be assumed with any external id',
    role: queue => newRole({ externalId: { StringLike: '*' } }, both, queue),
    step: 'ASSUMABLE_WITH_ANY_EXTERNAL_ID',
    says: role => `auth.assumeRoleArn: ${role} can be assumed with other external ids`,
  },
  {
    what: 'that can be assumed with external ids that begin like the right one',
    role: queue => newRole({ externalId: { StringLike: 'an-external-id*' } }, both, queue),
    step: 'ASSUMABLE_WITH_ANY_EXTERNAL_ID',
    says: role => `auth.assumeRoleArn: ${role} can be assumed with other external ids`,
  },
  {
    what: 'that can be assumed with external ids that end like the right one',
    role: queue => newRole({ externalId: { StringLike: '*-of-the-partner' } }, both, queue),
    step: 'ASSUMABLE_WITH_ANY_EXTERNAL_ID',
    says: role => `auth.assumeRoleArn: ${role} can be assumed with other external ids`,
  },
  {
    what: 'that can be assumed with the right external id in capitals',
    role: queue => newRole({ externalId: { StringEqualsIgnoreCase: externalId } }, both, queue),
    step: 'ASSUMABLE_WITH_ANY_EXTERNAL_ID',
    says: role => `auth.assumeRoleArn: ${role} can be assumed with other external ids`,
  },
  {
    what: 'that trusts every account',
    role: newPublicRole,
    step: 'ASSUMABLE_WITHOUT_EXTERNAL_ID',
    says: role => `auth.assumeRoleArn: ${role} can be assumed without an external id`,
  },
  {
    what: 'that may not read the URL of the queue',
    role: queue => newRole({ externalId: required }, ['sqs:SendMessage'], queue),
    step: 'QUEUE_DENIED',
    says: role => `destination: ${role} may not sqs:GetQueueUrl`,
  },
];

describe.concurrent('registration and update are refused, naming the failed step, with', () => {
  it.each(roles)('a role $what: $step', async ({ role, step, says }) => {
    const [{ refuses }, { queue }] = await Promise.all([newLicensor(), newPartner()]);
    const arn = await role(queue.arn);
    await refuses(target(queue.arn, arn, externalId), badRequest(`(${step})`));
    await refuses(target(queue.arn, arn, externalId), badRequest(says?.(arn) ?? ''));
  });

  it('a queue that does not exist: QUEUE_MISSING', async () => {
    const { refuses } = await newLicensor();
    const missing = queueOf(partnerAccount, 'no-such-queue');
    const role = await newRole({ externalId: required }, both, missing);
    const refusal = badRequest(`destination: there is no queue ${missing} (QUEUE_MISSING)`);
    await refuses(target(missing, role, externalId), refusal);
  });

  it("a role and queue of Herald's own account", async () => {
    const { refuses } = await newLicensor();
    const own = target(queueOf(account, 'any'), roleOf(account, 'any'), externalId);
    await refuses(own, badRequest("destination: expected a resource in your own account, not in Herald's"));
  });
});

describe.concurrent("a licensor cannot register another's role and queue", () => {
  const of = ({ arn, role }: AwsDestination, id?: string) => target(arn, role.arn, id);
  const claimed: Refusal = {
    status: 409,
    code: 'CONFLICT',
    says: 'auth.externalId: this external id is in use by another licensor',
  };

  it("with the other licensor's own external id, or without one", async () => {
    const [a, b] = await Promise.all([Licensor.onboard(), newLicensor()]);
    const { queue } = await newPartner(a.caller.externalId);
    await a.register(of(queue));
    await b.refuses(
      of(queue, a.caller.externalId),
      badRequest('auth.externalId: this external id belongs to another licensor'),
    );
    await b.refuses(of(queue), badRequest(notAssumable(queue.role.arn)));
  });

  it('with an external id that the other licensor chose, also in capitals, and after the target is deleted', async () => {
    const [a, b] = await Promise.all([Licensor.onboard(), newLicensor()]);
    const { queue } = await newPartner();
    const roleWith = (id: string) => newRole({ externalId: { StringEquals: id } }, both, queue.arn);
    const targetId = await a.register(registrationOf(queue));
    await b.refuses(registrationOf(queue), claimed);
    const capitals = `X${queue.role.externalId}`.toUpperCase();
    await a.register(target(queue.arn, await roleWith(capitals.toLowerCase()), capitals.toLowerCase()));
    await b.refuses(target(queue.arn, await roleWith(capitals), capitals), claimed);
    expect((await a.partner.call('DELETE', `/targets/${targetId}`)).status).toBe(204);
    await b.refuses(registrationOf(queue), claimed);
    await a.register(registrationOf(queue));
  });
});
