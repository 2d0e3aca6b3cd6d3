import { expect, it } from 'vitest';
import { documentedSamples } from '../support/builders/documented-payload.ts';
import { eventOf, Licensor } from '../support/emulator/licensor.ts';
import { arrivals } from '../support/emulator/receiver.ts';
import { deliveriesOf } from '../support/emulator/tables.ts';

type Topics = {
  topics: {
    topic: string;
    publishedBy: string;
    eventTypes: { eventType: string }[];
    inputSchema: object;
    filterFields: string[];
  }[];
};

it('GET /topics lists the documented topics with their event types, input schema and filter fields', async () => {
  const licensor = await Licensor.onboard();
  const { status, body } = await licensor.partner.call('GET', '/topics');
  expect(status).toBe(200);
  const { topics } = body as Topics;
  const eventTypes = topics.map(({ topic, eventTypes: types }) => [
    topic,
    types.map(({ eventType }) => eventType),
  ]);
  expect(Object.fromEntries(eventTypes)).toMatchObject({
    OfferStatus: ['LiveStatusUpdated', 'OfferStatusUpdated'],
    AssetStatus: ['AssetStatusUpdated'],
    Orders: ['DELIVERY_COMPLETED', 'RETURN_STARTED', 'RETURN_COMPLETED', 'REFUND_REQUESTED'],
    ShipmentTracking: ['TrackingDetail'],
    TargetHealth: [
      'TargetDisabled',
      'TargetRecovered',
      'TargetFailing',
      'TargetPaused',
      'TargetResumed',
      'DeliveryExhausted',
    ],
  });
  const filterFields = topics.map(each => [each.topic, each.filterFields]);
  expect(Object.fromEntries(filterFields)).toMatchObject({
    OfferStatus: ['alid', 'territory', 'marketplace'],
    AssetStatus: ['alid', 'territory', 'marketplace'],
    Orders: ['orderId'],
    ShipmentTracking: ['shippingPartyAccountId', 'appId'],
    TargetHealth: ['targetId'],
  });
  for (const each of topics) {
    const properties = Object.fromEntries(each.filterFields.map(field => [field, { type: 'string' }]));
    expect(each.inputSchema).toMatchObject({ type: 'object', properties });
  }
});

it('every event type of the documented topics can be subscribed, published and received', async () => {
  const licensor = await Licensor.onboard();
  const targetId = await licensor.registerWebhook('hook');
  const { body } = await licensor.partner.call('GET', '/topics');
  const all = (body as Topics).topics
    .filter(({ topic }) => Object.hasOwn(documentedSamples, topic))
    .flatMap(({ topic, eventTypes }) => eventTypes.map(({ eventType }) => ({ topic, eventType })));
  for (const { topic, eventType } of all) await licensor.subscribe({ [eventType]: [targetId] }, topic);
  const events = all.map(each =>
    eventOf({ ...each, eventId: each.eventType, data: documentedSamples[each.topic] }),
  );
  expect((await licensor.platform.call('POST', '/events', { events })).body).toMatchObject({
    failedCount: 0,
  });
  const requests = await arrivals(licensor.path('hook'), all.length);
  const receivedIds = requests.map(({ headers }) => headers['webhook-id']);
  expect(receivedIds.toSorted()).toEqual(all.map(({ eventType }) => eventType).toSorted());
});

it('an event without a subscription is not delivered and has no row', async () => {
  const licensor = await Licensor.onboard();
  const targetId = await licensor.registerWebhook('hook');
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const unwanted = await licensor.publish({ eventType: 'OfferStatusUpdated' });
  const wanted = await licensor.publish();
  const [request, ...others] = await arrivals(licensor.path('hook'), 1);
  expect(request?.headers['webhook-id']).toBe(wanted);
  expect(others).toEqual([]);
  expect(await deliveriesOf(licensor.name, unwanted)).toEqual([]);
});
