// The requests that arrive at a webhook. `tour.test.ts` tests their documented authentication.
import { expect, it } from 'vitest';
import { documentedPayload } from '../support/builders/documented-payload.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivalOf, webhookUrl } from '../support/emulator/receiver.ts';
import { deliveryWhen } from '../support/emulator/tables.ts';

const bearer = { type: 'bearer', bearerToken: 'token' };

async function deliverTo(fields: object = {}) {
  const licensor = await Licensor.onboard();
  const path = licensor.path('hook');
  const webhook = { type: 'WEBHOOK', destination: webhookUrl(path), auth: bearer, ...fields };
  const targetId = await licensor.register(webhook);
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const eventId = await licensor.publish();
  return { licensor: licensor.name, targetId, eventId, request: await arrivalOf(path, eventId) };
}

it('a webhook gets the printed payload by POST, with webhook-id and webhook-timestamp', async () => {
  const start = Math.floor(Date.now() / 1000);
  const { eventId, request } = await deliverTo();
  expect(request).toMatchObject({
    method: 'POST',
    body: documentedPayload,
    headers: {
      'webhook-id': eventId,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(documentedPayload)),
      'user-agent': expect.stringMatching(/^Herald\/\d/),
    },
  });
  const timestamp = Number(request.headers['webhook-timestamp']);
  expect(timestamp).toBeGreaterThanOrEqual(start);
  expect(timestamp).toBeLessThanOrEqual(Date.now() / 1000);
});

it.each(['PUT', 'PATCH'])('a webhook gets a %s if its target has that httpMethod', async httpMethod => {
  expect((await deliverTo({ httpMethod })).request).toMatchObject({
    method: httpMethod,
    body: documentedPayload,
  });
});

it('the query of a webhook URL is sent as registered', async () => {
  const licensor = await Licensor.onboard();
  const path = licensor.path('hook');
  const destination = webhookUrl(`${path}?tenant=a%2Fb&x=1`);
  const targetId = await licensor.register({ type: 'WEBHOOK', destination, auth: bearer });
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const request = await arrivalOf(path, await licensor.publish());
  expect(request.path).toBe(`${path}?tenant=a%2Fb&x=1`);
});

it('the row of the delivery records the answer to the first attempt', async () => {
  const { request: _, ...delivery } = await deliverTo();
  const row = await deliveryWhen(delivery, ({ status }) => status === 'DELIVERED');
  const attempt = { attempt: 1, class: 'DELIVERED', httpStatus: 200, message: 'answered 200' };
  expect(row).toMatchObject({ attemptCount: 1, attempts: [attempt] });
});
