// Filters and formats of subscriptions. To show that an event is not delivered, a test publishes it before
// another one and waits for that.
import { CloudEvent } from 'cloudevents';
import { beforeEach, describe, expect, it } from 'vitest';
import { account, partnerAccount, region } from '../../local/emulator/emulator.ts';
import {
  documentedData,
  documentedTime,
  documentedTracking,
} from '../support/builders/documented-payload.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivalAt, newPartner, registrationOf } from '../support/emulator/partner.ts';
import { arrivalOf, receivedIds } from '../support/emulator/receiver.ts';
import { badRequest, expectRefusalWithoutTrace } from '../support/emulator/refusal.ts';
import { deliveriesOf } from '../support/emulator/tables.ts';

let licensor: Licensor;
let targetId: string;
let path: string;
beforeEach(async () => {
  licensor = await Licensor.onboard();
  targetId = await licensor.registerWebhook('hook');
  path = licensor.path('hook');
});

const { shippingPartyAccountId, appId } = documentedTracking;
const trackingOf = (data: object = {}) =>
  licensor.publish({
    topic: 'ShipmentTracking',
    eventType: 'TrackingDetail',
    data: { ...documentedTracking, ...data },
  });
const offerOf = (data: object = {}) => licensor.publish({ data: { ...documentedData, ...data } });
const bodyOf = async (eventId: string) => JSON.parse((await arrivalOf(path, eventId)).body);
const rowsOf = async (eventId: string) =>
  (await deliveriesOf(licensor.name, eventId)).map(({ subscriptionId }) => subscriptionId);

describe('a filter', () => {
  it('accepts an event that has one of the listed values of every field', async () => {
    const filter = { shippingPartyAccountId: [shippingPartyAccountId, 'another'], appId: [appId] };
    await licensor.subscribe({ TrackingDetail: [targetId] }, 'ShipmentTracking', { filter });
    const ofOtherAccount = await trackingOf({ shippingPartyAccountId: 'AC123TY7890' });
    const ofOtherApp = await trackingOf({ appId: 'amzn1.sp.solution.other' });
    const wanted = [await trackingOf(), await trackingOf({ shippingPartyAccountId: 'another' })];
    for (const eventId of wanted) await arrivalOf(path, eventId);
    expect((await receivedIds(path)).toSorted()).toEqual(wanted.toSorted());
    for (const eventId of [ofOtherAccount, ofOtherApp]) expect(await rowsOf(eventId)).toEqual([]);
  });

  it('that was updated applies to later events', async () => {
    const subscribed = (territory: string) => ({
      topic: 'OfferStatus',
      eventTargetMapping: { LiveStatusUpdated: [targetId] },
      filter: { territory: [territory] },
    });
    const id = await licensor.subscribe(subscribed('US').eventTargetMapping, 'OfferStatus', subscribed('US'));
    const before = await offerOf({ territory: 'US' });
    await arrivalOf(path, before);
    const { status, body } = await licensor.partner.call('PUT', `/subscriptions/${id}`, subscribed('DE'));
    expect([status, body]).toEqual([200, expect.objectContaining({ filter: { territory: ['DE'] } })]);
    await offerOf({ territory: 'US' });
    const after = await offerOf({ territory: 'DE' });
    await arrivalOf(path, after);
    expect(await receivedIds(path)).toEqual([before, after]);
  });

  it.each([
    ['an undeclared field', { trackingId: ['x'] }, '"trackingId" is not a filter field of Shipm'],
    [
      'a field of another topic',
      { territory: ['US'] },
      '"territory" is not a filter field of ShipmentTracking',
    ],
    ['an operator', { appId: [{ prefix: 'amzn1.' }] }, 'filter.appId.0: expected a string: operators'],
    ['no values', { appId: [] }, 'filter.appId: expected at least 1'],
    ['no fields', {}, 'filter: expected at least one field'],
  ])('is refused with %s', async (_, filter, says) => {
    const eventTargetMapping = { TrackingDetail: [targetId] };
    const body = { topic: 'ShipmentTracking', eventTargetMapping, filter };
    const send = () => licensor.partner.call('POST', '/subscriptions', body);
    await expectRefusalWithoutTrace(licensor, send, badRequest(says));
  });
});

describe('the format "cloudevents"', () => {
  const expected = (id: string) => ({
    specversion: '1.0',
    id,
    source: 'herald.offer-status',
    type: 'LiveStatusUpdated',
    subject: documentedData.alid,
    time: documentedTime,
    datacontenttype: 'application/json',
    data: { ...documentedData, eventType: 'LiveStatusUpdated' },
  });
  const format = 'cloudevents';

  it('is sent to a webhook in structured mode, and is valid', async () => {
    await licensor.subscribe({ LiveStatusUpdated: [targetId] }, 'OfferStatus', { format });
    const eventId = await licensor.publish();
    const { headers, body } = await arrivalOf(path, eventId);
    expect(headers).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=UTF-8',
      'webhook-id': eventId,
    });
    expect(JSON.parse(body)).toEqual(expected(eventId));
    expect(new CloudEvent(JSON.parse(body), false).validate()).toBe(true);
  });

  it.each(['queue', 'topic', 'bus'] as const)('is sent to a %s', async kind => {
    const { [kind]: destination } = await newPartner();
    const id = await licensor.register(registrationOf(destination));
    await licensor.subscribe({ LiveStatusUpdated: [id] }, 'OfferStatus', { format });
    const eventId = await licensor.publish();
    const { payload } = await arrivalAt(destination, eventId);
    expect(payload).toEqual(expected(eventId));
  });

  it('contains the content of a topic without its own envelope', async () => {
    await licensor.subscribe({ TrackingDetail: [targetId] }, 'ShipmentTracking', { format });
    expect(await bodyOf(await trackingOf())).toMatchObject({
      specversion: '1.0',
      source: 'AmazonShipping',
      type: 'TrackingDetail',
      data: documentedTracking,
    });
  });

  it('is the only format: another one is refused', async () => {
    const eventTargetMapping = { LiveStatusUpdated: [targetId] };
    const body = { topic: 'OfferStatus', eventTargetMapping, format: 'xml' };
    const send = () => licensor.partner.call('POST', '/subscriptions', body);
    await expectRefusalWithoutTrace(licensor, send, badRequest('format: expected'));
  });
});

it('an order event has the same envelope for a webhook and a bus, with its own subscription', async () => {
  const { bus } = await newPartner();
  const busId = await licensor.register(registrationOf(bus));
  const [forWebhook, forBus] = [
    await licensor.subscribe({ REFUND_REQUESTED: [targetId] }, 'Orders'),
    await licensor.subscribe({ REFUND_REQUESTED: [busId] }, 'Orders'),
  ];
  const data = { orderId: 'order-1', refundId: 'refund-1' };
  const eventId = await licensor.publish({
    topic: 'Orders',
    eventType: 'REFUND_REQUESTED',
    data: { ...data, eventTime: documentedTime },
  });
  const envelope = (subscriptionId: string) => ({
    idempotencyKey: eventId,
    eventDescriptor: 'REFUND_REQUESTED',
    resources: ['order/order-1', 'refund/refund-1'],
    eventId,
    apiVersion: '1',
    subscriptionId,
    eventTime: documentedTime,
    data,
  });
  expect(await bodyOf(eventId)).toEqual(envelope(forWebhook));
  const { eventType, payload } = await arrivalAt(bus, eventId);
  expect({ eventType, payload }).toEqual({ eventType: 'REFUND_REQUESTED', payload: envelope(forBus) });
});

it("a webhook gets a tracking event in EventBridge's envelope, a bus gets it as the detail", async () => {
  const { bus } = await newPartner();
  const busId = await licensor.register(registrationOf(bus));
  await licensor.subscribe({ TrackingDetail: [targetId, busId] }, 'ShipmentTracking');
  const eventId = await trackingOf();
  const envelope = { version: '0', 'detail-type': 'Tracking Detail', source: 'AmazonShipping', region };
  expect(await bodyOf(eventId)).toEqual({
    ...envelope,
    id: eventId,
    account,
    resources: [],
    detail: documentedTracking,
    time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/),
  });
  await arrivalAt(bus, eventId);
  const [message] = await bus.mailbox.messages();
  expect(JSON.parse(message?.Body ?? '')).toMatchObject({
    ...envelope,
    account: partnerAccount,
    detail: documentedTracking,
    resources: [`urn:herald:event:${eventId}`],
  });
});

describe('of several subscriptions with the same target,', () => {
  it('the oldest decides the format', async () => {
    const mapping = { LiveStatusUpdated: [targetId] };
    const older = await licensor.subscribe(mapping, 'OfferStatus', { format: 'cloudevents' });
    const newer = await licensor.subscribe(mapping);
    const first = await licensor.publish();
    expect(await bodyOf(first)).toMatchObject({ specversion: '1.0', id: first });
    await licensor.partner.call('DELETE', `/subscriptions/${older}`);
    const second = await licensor.publish();
    expect(await bodyOf(second)).toEqual({ ...documentedData, eventType: 'LiveStatusUpdated' });
    expect([await rowsOf(first), await rowsOf(second)]).toEqual([[older], [newer]]);
  });

  it('those whose filter does not match are ignored', async () => {
    const mapping = { LiveStatusUpdated: [targetId] };
    const filter = { territory: ['DE'] };
    const older = await licensor.subscribe(mapping, 'OfferStatus', { format: 'cloudevents', filter });
    const newer = await licensor.subscribe(mapping);
    const [german, american] = [await offerOf({ territory: 'DE' }), await offerOf({ territory: 'US' })];
    expect(await bodyOf(german)).toMatchObject({ specversion: '1.0' });
    expect(await bodyOf(american)).not.toHaveProperty('specversion');
    expect([await rowsOf(german), await rowsOf(american)]).toEqual([[older], [newer]]);
  });
});
