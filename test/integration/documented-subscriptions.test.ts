// Reference text 1, "Subscription Management", "Available Topics and Events" and "Error Responses".
import { beforeAll, describe, expect, it } from 'vitest';
import { filled, subscriptionExample, webhookExamples } from '../support/builders/documented-requests.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { request } from '../support/emulator/raw-request.ts';

let licensor: Licensor;
let targetIds: [string, string];
beforeAll(async () => {
  licensor = await Licensor.onboard();
  const register = () => licensor.register(filled(webhookExamples.hmac, {}));
  targetIds = [await register(), await register()];
});

const printedBody = () =>
  filled(subscriptionExample, { 'target-id-1': targetIds[0], 'target-id-2': targetIds[1] });

async function create(): Promise<string> {
  const { body } = await licensor.partner.call('POST', '/subscriptions', printedBody());
  return (body as { subscriptionId: string }).subscriptionId;
}

describe('a subscription', () => {
  it('is created as printed: 201 with its id and status ACTIVE', async () => {
    const answer = await licensor.partner.call('POST', '/subscriptions', printedBody());
    expect(answer).toMatchObject({
      status: 201,
      body: { subscriptionId: expect.any(String), status: 'ACTIVE', ...printedBody() },
    });
  });

  it('can have the topic AssetStatus and its event type', async () => {
    const body = { topic: 'AssetStatus', eventTargetMapping: { AssetStatusUpdated: [targetIds[0]] } };
    expect(await licensor.partner.call('POST', '/subscriptions', body)).toMatchObject({ status: 201, body });
  });

  it('is listed', async () => {
    const subscriptionId = await create();
    const { status, body } = await licensor.partner.call('GET', '/subscriptions');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      subscriptions: expect.arrayContaining([
        expect.objectContaining({ subscriptionId, status: 'ACTIVE', ...printedBody() }),
      ]),
    });
  });

  it('is found by its id', async () => {
    const subscriptionId = await create();
    expect(await licensor.partner.call('GET', `/subscriptions/${subscriptionId}`)).toMatchObject({
      status: 200,
      body: { subscriptionId, ...printedBody() },
    });
  });

  it('is replaced by PUT', async () => {
    const subscriptionId = await create();
    const changed = { topic: 'OfferStatus', eventTargetMapping: { LiveStatusUpdated: targetIds } };
    const answer = await licensor.partner.call('PUT', `/subscriptions/${subscriptionId}`, changed);
    expect(answer).toMatchObject({ status: 200, body: { subscriptionId, status: 'ACTIVE', ...changed } });
    expect((await licensor.partner.call('GET', `/subscriptions/${subscriptionId}`)).body).toEqual(
      answer.body,
    );
  });

  it('is gone after DELETE', async () => {
    const subscriptionId = await create();
    const path = `/subscriptions/${subscriptionId}`;
    expect(await licensor.partner.call('DELETE', path)).toMatchObject({ status: 204, body: '' });
    expect(await licensor.partner.call('GET', path)).toMatchObject({
      status: 404,
      body: { error: { code: 'NOT_FOUND', message: `there is no subscription "${subscriptionId}"` } },
    });
  });
});

describe('an error is answered in the printed envelope, with the printed code', () => {
  const envelope = (code: string) => ({ error: { code, message: expect.stringMatching(/\w/) } });

  it('BAD_REQUEST', async () => {
    const answer = await licensor.partner.call('POST', '/targets', {});
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(envelope('BAD_REQUEST'));
  });

  it('UNAUTHORIZED', async () => {
    const answer = await request('GET', `/${licensor.name}/notifications/targets`);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual(envelope('UNAUTHORIZED'));
  });

  it('NOT_FOUND', async () => {
    const answer = await licensor.partner.call('GET', '/targets/unknown');
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual(envelope('NOT_FOUND'));
  });

  it('CONFLICT', async () => {
    await create();
    const answer = await licensor.partner.call('DELETE', `/targets/${targetIds[0]}`);
    expect(answer.status).toBe(409);
    expect(answer.body).toEqual(envelope('CONFLICT'));
  });
});
