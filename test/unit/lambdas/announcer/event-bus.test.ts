// The announcer puts TargetHealth events on the platform's event bus.
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eventOf, licensor } from '../../../support/builders/records.ts';
import { eventRecord, imageRecord } from '../../../support/builders/stream-records.ts';
import {
  createAnnouncer,
  disabledTarget,
  incidentOf,
  lastOutcome,
  now,
} from '../../../support/handlers/announcer-under-test.ts';

const announcer = createAnnouncer();
const { entries } = announcer;
const announce = (...records: Parameters<typeof announcer.announce>[0]) =>
  announcer.announce(records, { MAIL_FROM: '' });

beforeEach(announcer.reset);
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('an event is one entry: its type, the licensor, its id, and its content', async () => {
  const event = incidentOf('DeliveryExhausted', { exhaustedEventId: 'event-9' });

  expect(await announce(eventRecord('1', event))).toEqual([]);
  expect(entries()).toEqual([
    {
      EventBusName: 'default',
      Source: 'herald',
      DetailType: 'DeliveryExhausted',
      Time: new Date(now),
      Detail: expect.any(String),
    },
  ]);
  expect(JSON.parse(entries()[0]?.Detail ?? '')).toEqual({
    id: event.eventId,
    licensor,
    eventType: 'DeliveryExhausted',
    targetId: 'target-1',
    targetType: 'WEBHOOK',
    status: 'ACTIVE',
    since: '2026-01-01T01:00:00.000Z',
    eventId: 'event-9',
    lastOutcome,
  });
});

test('other topics, changed items and records that cannot be read are left out', async () => {
  const changed = { ...eventRecord('2', disabledTarget()), eventName: 'MODIFY' } as const;
  const unreadable = imageRecord('3', { topic: 'TargetHealth', eventKey: 'broken' });

  expect(await announce(eventRecord('1', eventOf()), changed, unreadable)).toEqual([]);
  expect(entries()).toEqual([]);
  expect(announcer.log()).toContain('invalid TargetHealth event');
});

test('a refused entry is retried from its record on', async () => {
  announcer.eventBridge.on(PutEventsCommand).resolves({
    FailedEntryCount: 1,
    Entries: [{ EventId: 'entry-1' }, { ErrorCode: 'InternalFailure', ErrorMessage: 'try again' }],
  });

  const records = [eventRecord('1', incidentOf('TargetPaused')), eventRecord('2', disabledTarget())];
  expect(await announce(...records)).toEqual(['2']);
  expect(announcer.log()).toContain('event bus refused an event');
});

test('a bus that cannot be reached fails the batch', async () => {
  announcer.eventBridge.on(PutEventsCommand).rejects(new Error('no connection'));

  await expect(announce(eventRecord('1', disabledTarget()))).rejects.toThrow('no connection');
});

test('a request has at most ten entries', async () => {
  const events = Array.from({ length: 11 }, (_, n) => incidentOf('TargetPaused', { incident: String(n) }));
  await announce(...events.map((event, n) => eventRecord(String(n), event)));

  const sizes = announcer.eventBridge
    .commandCalls(PutEventsCommand)
    .map(({ args }) => args[0].input.Entries?.length);
  expect(sizes).toEqual([10, 1]);
});

test('without the setting nothing is put on a bus', async () => {
  await announcer.announce([eventRecord('1', disabledTarget())], { EVENT_BUS: '' });

  expect(entries()).toEqual([]);
  expect(announcer.mails()).toHaveLength(1);
});
