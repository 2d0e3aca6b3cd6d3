import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventOfItem } from '../../core/store/events/event-item.ts';
import { documentedData } from '../support/builders/documented-payload.ts';
import { eventOf, Licensor } from '../support/emulator/licensor.ts';
import { arrivalOf, receivedIds } from '../support/emulator/receiver.ts';
import { badRequest, expectRefusal } from '../support/emulator/refusal.ts';
import { eventItems } from '../support/emulator/tables.ts';

let licensor: Licensor;
beforeAll(async () => {
  licensor = await Licensor.onboard();
  await licensor.subscribe({ LiveStatusUpdated: [await licensor.registerWebhook('hook')] });
});

const publish = (...events: unknown[]) => licensor.platform.call('POST', '/events', { events });
const changed = (fields: object) => ({ ...documentedData, ...fields });
const accepted = (eventId: unknown) => ({ eventId, status: 'ACCEPTED' });
const rejected = (code: string, says: string, eventId?: string) => ({
  ...(eventId && { eventId }),
  status: 'REJECTED',
  error: { code, message: expect.stringContaining(says) },
});

describe('an event', () => {
  it('is ACCEPTED with the given id, stored, and delivered as documented', async () => {
    const eventId = randomUUID();
    const answer = await publish(eventOf({ eventId }));
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ failedCount: 0, results: [accepted(eventId)] });
    expect(await eventItems(licensor.name, eventId)).toHaveLength(1);
    const request = await arrivalOf(licensor.path('hook'), eventId);
    expect(JSON.parse(request.body)).toEqual({ ...documentedData, eventType: 'LiveStatusUpdated' });
  });

  it('without an id gets one, and without a time gets the time of acceptance', async () => {
    const { eventTimestamp: _, ...untimed } = documentedData;
    const start = new Date().toISOString();
    const { body } = await publish(eventOf({ data: untimed }));
    expect(body).toEqual({
      failedCount: 0,
      results: [accepted(expect.stringMatching(/^[A-Za-z0-9_-]{1,64}$/))],
    });
    const [result] = (body as { results: { eventId: string }[] }).results;
    const [item] = await eventItems(licensor.name, result?.eventId ?? '');
    const { eventTimestamp } = JSON.parse(eventOfItem(item).payload);
    expect(eventTimestamp >= start && eventTimestamp <= new Date().toISOString(), eventTimestamp).toBe(true);
  });

  it('is a DUPLICATE the second time, with its fields in any order, and delivered once', async () => {
    const eventId = randomUUID();
    const event = eventOf({ eventId });
    await publish(event);
    const reordered = Object.fromEntries(Object.entries(event).reverse());
    const data = Object.fromEntries(Object.entries(documentedData).reverse());
    const { body } = await publish({ ...reordered, data });
    expect(body).toEqual({ failedCount: 0, results: [{ eventId, status: 'DUPLICATE' }] });
    await arrivalOf(licensor.path('hook'), await licensor.publish());
    const ids = await receivedIds(licensor.path('hook'));
    expect(ids.filter(id => id === eventId)).toHaveLength(1);
  });

  it('is REJECTED if its id was published with other content, which does not change', async () => {
    const eventId = randomUUID();
    await publish(eventOf({ eventId }));
    const before = await eventItems(licensor.name, eventId);
    const { status, body } = await publish(eventOf({ eventId, data: changed({ territory: 'DE' }) }));
    expect(status).toBe(202);
    expect(body).toEqual({ failedCount: 1, results: [rejected('CONFLICT', 'other content', eventId)] });
    expect(await eventItems(licensor.name, eventId)).toEqual(before);
  });

  it("can have the same id as another licensor's event", async () => {
    const other = await Licensor.onboard();
    const eventId = randomUUID();
    await publish(eventOf({ eventId }));
    const { body } = await other.platform.call('POST', '/events', { events: [eventOf({ eventId })] });
    expect(body).toEqual({ failedCount: 0, results: [accepted(eventId)] });
  });
});

it('each event has its own result, in the order of the events', async () => {
  const [first, second] = [randomUUID(), randomUUID()];
  const { status, body } = await publish(
    eventOf({ eventId: first }),
    eventOf({ eventId: 'not an id' }),
    eventOf({ topic: 'Weather' }),
    eventOf({ eventType: 'AssetStatusUpdated' }),
    eventOf({ data: changed({ alid: 5 }) }),
    'not an event',
    eventOf({ eventId: first }),
    eventOf({ eventId: first, data: changed({ territory: 'DE' }) }),
    eventOf({ eventId: second }),
  );
  expect(status).toBe(202);
  expect(body).toEqual({
    failedCount: 6,
    results: [
      accepted(first),
      rejected('BAD_REQUEST', 'eventId: expected 1 to 64 letters', 'not an id'),
      rejected('BAD_REQUEST', 'topic: unknown topic "Weather", expected one of OfferStatus'),
      rejected('BAD_REQUEST', 'eventType: "AssetStatusUpdated" is not an event type of OfferStatus'),
      rejected('BAD_REQUEST', 'data.alid: expected string, got number'),
      rejected('BAD_REQUEST', 'event: expected object, got string'),
      { eventId: first, status: 'DUPLICATE' },
      rejected('CONFLICT', 'other content', first),
      accepted(second),
    ],
  });
  for (const eventId of [first, second]) expect(await eventItems(licensor.name, eventId)).toHaveLength(1);
});

it('a call with 25 events is accepted, one with 26 is refused as a whole', async () => {
  const events = Array.from({ length: 26 }, () => eventOf({ eventId: randomUUID() }));
  expectRefusal(await publish(...events), badRequest('events: expected at most 25'));
  for (const { eventId = '' } of events) expect(await eventItems(licensor.name, eventId)).toEqual([]);
  const { body } = await publish(...events.slice(1));
  expect(body).toEqual({ failedCount: 0, results: events.slice(1).map(({ eventId }) => accepted(eventId)) });
});
