// A topic with two versions: each subscription gets the version that it pins, in every format.
import { expect, test } from 'vitest';
import { pinnedVersion, requireTopic } from '../../../../core/catalog/catalog.ts';
import { viewOfTopic } from '../../../../core/catalog/topic-view.ts';
import { bodyOf } from '../../../../core/model/event/notification.ts';
import { base64Of, pack, unpack } from '../../../../core/model/event/packed-event.ts';
import { eventItemOf, eventOfItem } from '../../../../core/store/events/event-item.ts';
import { accepted } from '../../../support/builders/accepted-event.ts';
import { documentedData } from '../../../support/builders/documented-payload.ts';
import { personChanged, personEvent } from '../../../support/builders/versioned-topic.ts';

const event = personEvent();
const body = (
  topicVersion: string | undefined,
  format?: 'cloudevents',
  type: 'SQS' | 'EVENTBRIDGE' = 'SQS',
) => JSON.parse(bodyOf(event, { subscriptionId: 's', format, topicVersion }, type));
const newest = { format: 'new', content: { first: 'Ada', last: 'Lovelace' }, subscriptionId: 's' };
const first = { old: { name: 'Ada Lovelace' } };

test('each version arrives with its own content and envelope', () => {
  expect(body('2')).toEqual(newest);
  expect(body('1')).toEqual(first);
  expect(body('2', undefined, 'EVENTBRIDGE')).toEqual(newest);
  expect(body('1', undefined, 'EVENTBRIDGE')).toEqual(first.old);
});

test('a CloudEvent has the content of the version', () => {
  expect(body('2', 'cloudevents').data).toEqual(newest.content);
  expect(body('1', 'cloudevents').data).toEqual(first.old);
});

test('a subscription from before there were versions gets the first one', () => {
  expect(body(undefined)).toEqual(first);
});

test('a version that the event does not have arrives as the newest version that it has', () => {
  const old = accepted({ topic: 'OfferStatus', eventType: 'LiveStatusUpdated', data: documentedData });
  const framing = { subscriptionId: 's', format: undefined };

  expect(body('7')).toEqual(newest);
  expect(bodyOf(old, { ...framing, topicVersion: '2' }, 'SQS')).toBe(bodyOf(old, framing, 'SQS'));
});

test('every version is stored in the item of the event, and travels in its first task', () => {
  const item = eventItemOf(event, '0123456789ab');
  const packed = pack(event);

  expect(eventOfItem(item)).toEqual(event);
  expect(unpack(event, { ...packed, content: base64Of(packed) })).toEqual(event);
  expect(Object.keys(event.earlier ?? {})).toEqual(['1']);
});

test('an event of a topic with one version is stored as before', () => {
  const one = accepted({ topic: 'OfferStatus', eventType: 'LiveStatusUpdated', data: documentedData });

  expect(one).not.toHaveProperty('earlier');
});

test('a new subscription pins the newest version, or the one that it asks for', () => {
  expect(pinnedVersion(personChanged, undefined)).toBe('2');
  expect(pinnedVersion(personChanged, '2')).toBe('2');
  expect(pinnedVersion(personChanged, '1')).toBeUndefined();
  expect(pinnedVersion(requireTopic('Orders'), undefined)).toBeUndefined();
});

test('a subscription that is changed keeps its version, unless it asks for another', () => {
  expect(pinnedVersion(personChanged, undefined, '1')).toBeUndefined();
  expect(pinnedVersion(personChanged, '2', '1')).toBe('2');
  expect(pinnedVersion(personChanged, undefined, '2')).toBe('2');
});

test('a version that the topic no longer has is not kept', () => {
  expect(pinnedVersion(personChanged, undefined, '7')).toBe('2');
});

test('an unknown version is refused, and the message names the known ones', () => {
  expect(() => pinnedVersion(personChanged, '3')).toThrow(
    'version: "3" is not a version of Person, expected one of 2, 1',
  );
});

test('the catalogue shows the versions, the newest first, and when the earlier one ends', () => {
  const view = viewOfTopic(personChanged);

  expect(view.version).toBe('2');
  expect(view.eventTypes[0]?.versions).toMatchObject([
    { version: '2', native: { examples: [{ format: 'new' }] } },
    {
      version: '1',
      deprecated: { since: '2026-01-01', until: '2026-12-31', use: 'version 2' },
      native: { examples: [{ old: { name: 'Ada Lovelace' } }] },
      eventbridge: { examples: [{ name: 'Ada Lovelace' }] },
    },
  ]);
  expect(view.eventTypes[0]?.versions[0]).not.toHaveProperty('deprecated');
  expect(view.eventTypes[1]).toMatchObject({ deprecated: { until: '2026-06-30', use: 'PersonChanged' } });
});
