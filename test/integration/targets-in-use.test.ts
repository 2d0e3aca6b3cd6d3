import { beforeEach, expect, it } from 'vitest';
import { Licensor } from '../support/emulator/licensor.ts';
import { expectRefusalWithoutTrace } from '../support/emulator/refusal.ts';

let licensor: Licensor;
let used: string;
let other: string;
beforeEach(async () => {
  licensor = await Licensor.onboard();
  used = await licensor.registerWebhook('used');
  other = await licensor.registerWebhook('other');
});

const remove = () => licensor.partner.call('DELETE', `/targets/${used}`);
const expectInUse = (...subscriptionIds: string[]) =>
  expectRefusalWithoutTrace(licensor, remove, {
    status: 409,
    code: 'CONFLICT',
    says: `in use by subscriptions ${subscriptionIds.sort().join(', ')}:`,
  });

it('a target in use is not deleted, and the refusal names its subscriptions', async () => {
  const first = await licensor.subscribe({ LiveStatusUpdated: [used, other] });
  const second = await licensor.subscribe({ AssetStatusUpdated: [used] }, 'AssetStatus');
  await expectInUse(first, second);
});

it('a target can be deleted after its last subscription', async () => {
  const first = await licensor.subscribe({ LiveStatusUpdated: [used] });
  const second = await licensor.subscribe({ LiveStatusUpdated: [used] });
  await licensor.partner.call('DELETE', `/subscriptions/${first}`);
  await expectInUse(second);
  await licensor.partner.call('DELETE', `/subscriptions/${second}`);
  expect((await remove()).status).toBe(204);
});

it('a target can be deleted after its subscription was changed to another target', async () => {
  const subscriptionId = await licensor.subscribe({ LiveStatusUpdated: [used], OfferStatusUpdated: [used] });
  const change = (eventTargetMapping: object) =>
    licensor.partner.call('PUT', `/subscriptions/${subscriptionId}`, {
      topic: 'OfferStatus',
      eventTargetMapping,
    });
  await change({ LiveStatusUpdated: [other], OfferStatusUpdated: [used] });
  await expectInUse(subscriptionId);
  await change({ LiveStatusUpdated: [other], OfferStatusUpdated: [other] });
  expect((await remove()).status).toBe(204);
});

it('a target stays in use when its subscription changes to another topic', async () => {
  const subscriptionId = await licensor.subscribe({ LiveStatusUpdated: [used] });
  const move = (topic: string, eventTargetMapping: object) =>
    licensor.partner.call('PUT', `/subscriptions/${subscriptionId}`, { topic, eventTargetMapping });
  expect((await move('AssetStatus', { AssetStatusUpdated: [used] })).status).toBe(200);
  await expectInUse(subscriptionId);
  expect((await move('AssetStatus', { AssetStatusUpdated: [other] })).status).toBe(200);
  expect((await remove()).status).toBe(204);
});

it('a target in use can be changed', async () => {
  await licensor.subscribe({ LiveStatusUpdated: [used] });
  const body = {
    type: 'WEBHOOK',
    destination: 'https://your-api.example.com/new',
    auth: { type: 'bearer', bearerToken: 'new-token' },
  };
  expect((await licensor.partner.call('PUT', `/targets/${used}`, body)).status).toBe(200);
});
