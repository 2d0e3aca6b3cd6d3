// Publishing by `grantPublish`: code in Herald's account invokes the publish function without the API.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { eventOf, Licensor } from '../support/emulator/licensor.ts';
import { platformCode } from '../support/emulator/platform.ts';
import { arrivals } from '../support/emulator/receiver.ts';

let licensor: Licensor;
let invoke: Awaited<ReturnType<typeof platformCode>>;
beforeAll(async () => {
  [licensor, invoke] = await Promise.all([Licensor.onboard(), platformCode()]);
  await licensor.subscribe({ LiveStatusUpdated: [await licensor.registerWebhook('hook')] });
});

it("an invocation with a licensor and the API's body publishes", async () => {
  const eventId = randomUUID();
  const payload = { licensor: licensor.name, events: [eventOf({ eventId })] };
  expect(await invoke(payload)).toEqual({
    failed: false,
    answer: { failedCount: 0, results: [{ eventId, status: 'ACCEPTED' }] },
  });
  const [request] = await arrivals(licensor.path('hook'), 1);
  expect(request?.headers['webhook-id']).toBe(eventId);
});

it.each([
  ['no licensor', { events: [eventOf()] }, 'licensor: required'],
  ['an invalid licensor', { licensor: 'a/b', events: [eventOf()] }, 'licensor: expected 2 to 63 letters'],
  ['no events', { licensor: 'some-licensor', events: [] }, 'events: expected at least 1'],
  [
    'an unknown field',
    { licensor: 'some-licensor', events: [eventOf()], topic: 'x' },
    'unknown field "topic"',
  ],
])('an invocation with %s fails and names the field', async (_, payload, says) => {
  const { failed, answer } = await invoke(payload);
  expect(failed).toBe(true);
  expect(answer).toMatchObject({ errorMessage: expect.stringContaining(says) });
});
