// `GET /events`: a partner pulls events that it may have missed.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import type { Event } from '../../core/model/event/event.ts';
import { accepted } from '../support/builders/accepted-event.ts';
import {
  documentedData,
  documentedPayload,
  documentedTracking,
} from '../support/builders/documented-payload.ts';
import { storeEvents } from '../support/emulator/events.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivalOf } from '../support/emulator/receiver.ts';
import { badRequest, expectRefusal } from '../support/emulator/refusal.ts';

const eventAnswer = z.strictObject({
  eventId: z.string(),
  topic: z.string(),
  eventType: z.string(),
  acceptedAt: z.string(),
  time: z.string(),
  payload: z.looseObject({}),
});
const pageAnswer = z.strictObject({
  events: z.array(eventAnswer),
  after: z.string().min(1),
  more: z.boolean(),
});
type Page = z.output<typeof pageAnswer>;

const hour = 3600 * 1000;
const start = Date.now() - 48 * hour;
const timeAt = (milliseconds: number) => new Date(milliseconds).toISOString();
const since = timeAt(start);

let licensor: Licensor;
let stored: Event[];
beforeAll(async () => {
  licensor = await Licensor.onboard();
  // Two events every four hours.
  stored = Array.from({ length: 20 }, (_, index) => ({
    ...accepted({
      topic: 'OfferStatus',
      eventType: 'LiveStatusUpdated',
      data: { ...documentedData, territory: index % 5 === 0 ? 'DE' : 'US', alid: `listing-${index}` },
      eventId: `event-${String(index).padStart(2, '0')}`,
      acceptedAt: timeAt(start + Math.floor(index / 2) * 4 * hour),
    }),
    licensor: licensor.name,
  }));
  // One call has both events of a time, in order; the calls come in the reverse order.
  for (let index = 18; index >= 0; index -= 2) await storeEvents(...stored.slice(index, index + 2));
});

async function pull(query: Record<string, string>, from = licensor): Promise<Page> {
  const { status, body } = await from.partner.call('GET', `/events?${new URLSearchParams(query)}`);
  expect([status, body]).toEqual([200, expect.anything()]);
  return pageAnswer.parse(body);
}

async function pullAll(query: Record<string, string>, from = licensor): Promise<string[]> {
  const { since: _, ...narrowed } = query;
  const ids: string[] = [];
  for (let page = await pull(query, from); ; page = await pull({ ...narrowed, after: page.after }, from)) {
    ids.push(...page.events.map(({ eventId }) => eventId));
    if (!page.more) return ids;
  }
}

const idsOf = (events: Event[]): string[] => events.map(({ eventId }) => eventId);

it('a pull returns every event once, in the order of acceptance, with any page size', async () => {
  expect(await pullAll({ since, limit: '3' })).toEqual(idsOf(stored));
  expect(await pullAll({})).toEqual(idsOf(stored));
});

it('a pull for a subscription applies its filter and format', async () => {
  const targetId = await licensor.registerWebhook('hook');
  const body = {
    topic: 'OfferStatus',
    eventTargetMapping: { LiveStatusUpdated: [targetId] },
    filter: { territory: ['DE'] },
    format: 'cloudevents',
  };
  const { subscriptionId } = await licensor.partner.post(
    '/subscriptions',
    body,
    z.object({ subscriptionId: z.string() }),
  );
  const inGermany = stored.filter(({ fields }) => fields['territory'] === 'DE');

  const { events } = await pull({ since, subscriptionId });

  expect(events.map(({ eventId }) => eventId)).toEqual(idsOf(inGermany));
  expect(events[0]?.payload).toMatchObject({ specversion: '1.0', data: { territory: 'DE' } });
  const filter = JSON.stringify({ territory: ['DE'] });
  expect(await pullAll({ since, topic: 'OfferStatus', filter })).toEqual(idsOf(inGermany));
});

it('a single event can be read at once, with the payload of its notification', async () => {
  const targetId = await licensor.registerWebhook('live');
  await licensor.subscribe({ OfferStatusUpdated: [targetId] });
  const eventId = await licensor.publish({ eventType: 'OfferStatusUpdated' });

  const { status, body } = await licensor.partner.call('GET', `/events/${eventId}`);

  expect(status).toBe(200);
  const { payload } = eventAnswer.parse(body);
  const arrival = await arrivalOf(licensor.path('live'), eventId);
  expect(JSON.stringify(payload)).toBe(arrival.body);
  expect(payload).toEqual({ ...JSON.parse(documentedPayload), eventType: 'OfferStatusUpdated' });
});

it.each([
  ['Orders', 'REFUND_REQUESTED', { orderId: 'order-1' }],
  ['ShipmentTracking', 'TrackingDetail', documentedTracking],
])('the envelope of a pulled event of %s names the given subscription', async (topic, eventType, data) => {
  const targetId = await licensor.registerWebhook(topic);
  const subscriptionId = await licensor.subscribe({ [eventType]: [targetId] }, topic);
  const eventId = await licensor.publish({ topic, eventType, data });
  const path = `/events/${eventId}?subscriptionId=${subscriptionId}`;
  const { payload } = eventAnswer.parse((await licensor.partner.call('GET', path)).body);
  expect(JSON.stringify(payload)).toBe((await arrivalOf(licensor.path(topic), eventId)).body);
});

it('a pull can be limited to a topic or an event type, which must exist', async () => {
  const one = await Licensor.onboard();
  const events = [
    ['Orders', 'REFUND_REQUESTED', { orderId: 'order-1' }],
    ['Orders', 'RETURN_STARTED', { orderId: 'order-1' }],
    ['OfferStatus', 'OfferStatusUpdated', documentedData],
  ] as const;
  const ofOne = events.map(([topic, eventType, data], index) => ({
    ...accepted({ topic, eventType, data, eventId: eventType, acceptedAt: timeAt(start + index) }),
    licensor: one.name,
  }));
  await storeEvents(...ofOne);
  const idsFor = async (query: Record<string, string>) =>
    (await pull({ since, ...query }, one)).events.map(({ eventId }) => eventId);
  expect(await idsFor({})).toEqual(['REFUND_REQUESTED', 'RETURN_STARTED', 'OfferStatusUpdated']);
  expect(await idsFor({ topic: 'Orders' })).toEqual(['REFUND_REQUESTED', 'RETURN_STARTED']);
  expect(await idsFor({ eventType: 'RETURN_STARTED' })).toEqual(['RETURN_STARTED']);
  expect(await idsFor({ topic: 'AssetStatus' })).toEqual([]);
  expectRefusal(
    await one.partner.call('GET', '/events?topic=Order'),
    badRequest('topic: unknown topic "Order"'),
  );
  const subscription = await licensor.subscribe({ LiveStatusUpdated: [await licensor.registerWebhook('x')] });
  expectRefusal(await one.partner.call('GET', `/events?subscriptionId=${subscription}`), {
    status: 404,
    code: 'NOT_FOUND',
    says: `there is no subscription "${subscription}"`,
  });
});

it('a pull that reads pages while events are published misses none and repeats none', async () => {
  const one = await Licensor.onboard();
  const midnight = new Date().setUTCHours(0, 0, 0, 0) - 24 * hour;
  // Batches of nine events, three with the same timestamp, before and after a midnight.
  const batches = Array.from({ length: 10 }, (_, batch) =>
    Array.from({ length: 9 }, (__, index) => ({
      ...accepted({
        topic: 'OfferStatus',
        eventType: 'LiveStatusUpdated',
        data: { ...documentedData, alid: randomUUID() },
        eventId: randomUUID(),
        acceptedAt: timeAt(midnight + (batch - 5) * 1000 + Math.floor(index / 3)),
      }),
      licensor: one.name,
    })),
  );
  const expected = batches.flat();
  const [first = [], second = [], ...others] = batches;
  await storeEvents(...first, ...second);

  const found: string[] = [];
  let query: Record<string, string> = { since: timeAt(midnight - hour), limit: '7' };
  for (const batch of others) {
    const [page] = await Promise.all([pull(query, one), storeEvents(...batch), one.publish()]);
    expect(page).toMatchObject({ more: true });
    found.push(...page.events.map(({ eventId }) => eventId));
    query = { after: page.after, limit: '7' };
  }
  expect(found).toHaveLength(7 * others.length);
  expect([...found, ...(await pullAll(query, one))]).toEqual(idsOf(expected));
});

it('a pull does not return events of the last minute', async () => {
  const eventId = await licensor.publish();

  expect(await pullAll({ since })).not.toContain(eventId);
});

it("a partner cannot read another licensor's events or use its cursors", async () => {
  const other = await Licensor.onboard();
  const { after } = await pull({ since, limit: '1' });

  expect((await pull({ since }, other)).events).toEqual([]);
  expectRefusal(await other.partner.call('GET', `/events?after=${after}`), {
    status: 400,
    code: 'BAD_REQUEST',
    says: 'after: expected the "after" of a previous answer',
  });
  expectRefusal(await other.partner.call('GET', '/events/event-00'), {
    status: 404,
    code: 'NOT_FOUND',
    says: 'there is no event "event-00"',
  });
});
