// Partner event sources: created with their first target, deleted with their last one. Events wait until the
// partner has associated the source.
import { beforeAll, expect, it } from 'vitest';
import { settingsFor } from '../../lib/settings.ts';
import { GraphqlApi } from '../../local/client/graphql-api.ts';
import { account, partnerAccount, region } from '../../local/emulator/emulator.ts';
import { deleteSubscriptions, subscribePartnerEventSource } from '../../local/tour/subscription-mutations.ts';
import { documentedPayload } from '../support/builders/documented-payload.ts';
import { herald } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { associate, eventSourceName, expire, sourceStates } from '../support/emulator/partner-source.ts';
import { badRequest, expectRefusal, expectRefusalWithoutTrace } from '../support/emulator/refusal.ts';
import { runScheduler } from '../support/emulator/scheduler.ts';
import { deliveryWhen } from '../support/emulator/tables.ts';
import { eventually } from '../support/emulator/wait.ts';

let licensor: Licensor;
beforeAll(async () => {
  licensor = await Licensor.onboard();
});

const registrationOf = (name: string, ofAccount = partnerAccount) => ({
  type: 'EVENTBRIDGE_PARTNER',
  destination: { account: ofAccount, name, region },
});
const statesOf = (name: string) => sourceStates(eventSourceName(licensor.name, name));
const remove = (targetId: string) => licensor.partner.call('DELETE', `/targets/${targetId}`);

it('an event waits until the partner associates the source, and then arrives', async () => {
  const source = eventSourceName(licensor.name, 'waiting');
  const targetId = await licensor.register(registrationOf('waiting'));
  expect(await sourceStates(source)).toEqual({ [partnerAccount]: 'PENDING' });
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const eventId = await licensor.publish();
  const delivery = { licensor: licensor.name, eventId, targetId };
  const waiting = await deliveryWhen(delivery, ({ status }) => status === 'PARKED');
  expect(waiting).toMatchObject({ attemptCount: 0, attempts: [] });

  const mailbox = await associate(source);
  expect(await licensor.partner.call('POST', `/targets/${targetId}/test`)).toMatchObject({
    body: { delivered: true },
  });

  await runScheduler();
  await deliveryWhen(delivery, ({ status }) => status === 'DELIVERED');
  const arrived = await eventually(
    `event ${eventId} on the bus`,
    async () => (await mailbox.messages()).map(({ Body = '' }) => JSON.parse(Body)),
    messages => messages.length > 1,
  );
  expect(arrived.find(({ 'detail-type': type }) => type === 'LiveStatusUpdated')).toMatchObject({
    source,
    account: partnerAccount,
    'detail-type': 'LiveStatusUpdated',
    resources: [`urn:herald:event:${eventId}`],
    detail: JSON.parse(documentedPayload),
  });
});

it('a test notification states whether the source is associated', async () => {
  // Two targets of one source, because a target may be tested only once in ten seconds.
  const [before, after] = [
    await licensor.register(registrationOf('tested')),
    await licensor.register(registrationOf('tested')),
  ];
  const test = (targetId: string) => licensor.partner.call('POST', `/targets/${targetId}/test`);

  expect(await test(before)).toMatchObject({
    status: 200,
    body: {
      delivered: false,
      outcome: {
        class: 'NOT_ASSOCIATED',
        message: expect.stringContaining('not associated with an event bus yet'),
      },
    },
  });
  await associate(eventSourceName(licensor.name, 'tested'));

  expect(await test(after)).toMatchObject({ status: 200, body: { delivered: true } });
});

it('a source is deleted with its last target', async () => {
  const [first, second] = [
    await licensor.register(registrationOf('shared')),
    await licensor.register(registrationOf('shared')),
  ];

  expect((await remove(first)).status).toBe(204);
  expect(await statesOf('shared')).toEqual({ [partnerAccount]: 'PENDING' });
  expect((await remove(second)).status).toBe(204);
  expect(await statesOf('shared')).toEqual({});
});

it('a deleted source can be created again, also for another account', async () => {
  await remove(await licensor.register(registrationOf('again')));

  await licensor.register(registrationOf('again', '333333333333'));

  expect(await statesOf('again')).toEqual({ '333333333333': 'PENDING' });
});

it("a name in use for another account is refused, and so is Herald's own account", async () => {
  await licensor.register(registrationOf('taken'));
  const send = (ofAccount: string) => () =>
    licensor.partner.call('POST', '/targets', registrationOf('taken', ofAccount));

  const taken = { status: 409, code: 'CONFLICT', says: 'destination.name: "taken" is in use' };
  await expectRefusalWithoutTrace(licensor, send('333333333333'), taken);
  await expectRefusalWithoutTrace(licensor, send(account), badRequest('destination.account'));
  expect(await statesOf('taken')).toEqual({ [partnerAccount]: 'PENDING' });
});

it('the sources of a licensor are bounded; one that is gone in AWS frees its place', async () => {
  const other = await Licensor.onboard();
  const { partnerSourcesPerLicensor: most } = settingsFor('local');
  for (let n = 0; n < most; n++) await other.register(registrationOf(`source-${n}`));
  const oneMore = () => other.partner.call('POST', '/targets', registrationOf('one-more'));

  await expectRefusalWithoutTrace(other, oneMore, {
    status: 409,
    code: 'CONFLICT',
    says: `destination: a licensor has at most ${most} partner event sources`,
  });
  expect(await sourceStates(eventSourceName(other.name, 'one-more'))).toEqual({});
  await expire(eventSourceName(other.name, 'source-0'), partnerAccount);

  expect(await oneMore()).toMatchObject({ status: 201 });
});

it('an update to another source is refused, one with the same source is accepted', async () => {
  const targetId = await licensor.register(registrationOf('kept'));
  const put = (registration: object) => licensor.partner.call('PUT', `/targets/${targetId}`, registration);

  expectRefusal(await put(registrationOf('other')), badRequest('destination: a target keeps'));
  expect(await put(registrationOf('kept'))).toMatchObject({ status: 200 });
  expect(await statesOf('other')).toEqual({});
});

it('the source that the documented mutation creates is deleted with its subscription', async () => {
  const api = new GraphqlApi(herald.outputs.apiUrl, licensor.name, licensor.partnerKey);
  const subscriptionId = await subscribePartnerEventSource(api, 'by-graphql');
  expect(await statesOf('by-graphql')).toEqual({ [partnerAccount]: 'PENDING' });

  await deleteSubscriptions(api, [subscriptionId]);

  expect(await statesOf('by-graphql')).toEqual({});
});
