// The announcer mails a licensor's contact about incidents: once for each, and few in a storm.
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { licensor } from '../../../support/builders/records.ts';
import { eventRecord } from '../../../support/builders/stream-records.ts';
import {
  contact,
  createAnnouncer,
  disabledTarget,
  incidentOf,
  now,
} from '../../../support/handlers/announcer-under-test.ts';

const announcer = createAnnouncer();
const { announce, mails, known, log } = announcer;
const texts = () => mails().map(({ Content }) => Content?.Simple?.Body?.Text?.Data ?? '');
const hour = 3600_000;
/** Another incident of the same target. */
const incident = (n: number, of = licensor) =>
  incidentOf('TargetFailing', { incident: new Date(now + n).toISOString() }, of);

beforeEach(() => {
  vi.useFakeTimers({ now, toFake: ['Date'] });
  announcer.reset();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('a failing target: a plain mail says what, since when, why, what is next and what to do', async () => {
  expect(await announce([eventRecord('1', incidentOf('TargetFailing', { failures: 12 }))])).toEqual([]);

  expect(mails()).toMatchObject([
    {
      FromEmailAddress: 'herald@platform.example',
      Destination: { ToAddresses: [contact] },
      Content: { Simple: { Subject: { Data: `[Herald] ${licensor}: target target-1 is failing` } } },
    },
  ]);
  expect(mails()[0]?.Content?.Simple?.Body).not.toHaveProperty('Html');
  for (const part of [
    'Target: target-1 (WEBHOOK)',
    'Since: 2026-01-01T01:00:00.000Z',
    'Failed attempts since the last success: 12',
    'Last outcome: answered 503, at 2026-01-01T01:59:00.000Z',
    'What to check first: your service failed: look at its log',
    'What Herald does next: It goes on trying',
    `POST /${licensor}/notifications/targets/target-1/test`,
  ])
    expect(texts()[0]).toContain(part);
  expect(log()).toContain('mail sent');
  expect(log()).not.toContain(contact);
});

test('an exhausted delivery and a disabled target: the mail names the request that repairs it', async () => {
  const exhausted = incidentOf('DeliveryExhausted', { exhaustedEventId: 'event-9' });
  await announce([eventRecord('1', exhausted), eventRecord('2', disabledTarget())]);

  expect(texts()[0]).toContain(`POST /${licensor}/notifications/deliveries/event-9/target-1/resend`);
  expect(texts()[1]).toContain(`PUT /${licensor}/notifications/targets/target-1 with "status": "ACTIVE"`);
  expect(texts()[1]).toContain('Reason: answered 410 Gone');
});

test('a pause and its end are not mailed', async () => {
  await announce([
    eventRecord('1', incidentOf('TargetPaused')),
    eventRecord('2', incidentOf('TargetResumed', { lastOutcome: undefined })),
  ]);

  expect(mails()).toEqual([]);
  expect(announcer.entries()).toHaveLength(2);
});

test('a repeated record, also in a batch, sends one mail', async () => {
  const record = eventRecord('1', incident(1));
  await announce([record, record]);
  await announce([record]);

  expect(mails()).toHaveLength(1);
});

test('two instances with the same record send one mail', async () => {
  await Promise.all([1, 2].map(() => announce([eventRecord('1', incident(1))])));

  expect(mails()).toHaveLength(1);
});

test('a licensor gets five mails a day, and then again', async () => {
  await announce([1, 2, 3, 4, 5, 6, 7].map(n => eventRecord(String(n), incident(n))));
  expect(mails()).toHaveLength(5);
  expect(log()).toContain('budget of the licensor used up');

  vi.setSystemTime(now + 5 * hour);
  await announce([eventRecord('8', incident(8))]);
  expect(mails()).toHaveLength(6);
});

test('all licensors together get twenty mails in a storm', async () => {
  const names = Array.from({ length: 25 }, (_, n) => `partner-${n}`);
  for (const name of names) known({}, name);
  await announce(names.map((name, n) => eventRecord(String(n), incident(1, name))));

  expect(mails()).toHaveLength(20);
  expect(log()).toContain('budget of the installation used up');
});

test.each([
  ['mails are switched off', { mailOff: true }, 'switched off'],
  ['there is no contact', { contact: undefined }, 'the contact is no mail address'],
  ['the contact is a name', { contact: 'Jo of the partner team' }, 'the contact is no mail address'],
  ['the contact has a second line', { contact: `${contact}\nBcc: x@y.example` }, 'no mail address'],
])('no mail if %s', async (_, fields, reason) => {
  known(fields);
  expect(await announce([eventRecord('1', incident(1))])).toEqual([]);

  expect(mails()).toEqual([]);
  expect(log()).toContain(reason);
  expect(announcer.database.items('deliveries')).toEqual([]);
});

test('a failure of SES is logged, fails no record, and is not repeated', async () => {
  announcer.ses
    .on(SendEmailCommand)
    .rejects(Object.assign(new Error(`not verified: ${contact}`), { name: 'MessageRejected' }));
  const record = eventRecord('1', incident(1));

  expect(await announce([record])).toEqual([]);
  expect(await announce([record])).toEqual([]);
  expect(mails()).toHaveLength(1);
  expect(log()).toMatch(/mail failed.*MessageRejected/s);
  expect(log()).not.toContain(contact);
});

test.each([GetCommand, UpdateCommand])('a table that fails (%o) has the record retried', async command => {
  announcer.database.dynamo.on(command as typeof GetCommand).rejects(new Error('throttled'));
  const records = [eventRecord('1', incidentOf('TargetPaused')), eventRecord('2', incident(1))];
  expect(await announce(records)).toEqual(['2']);
  expect(mails()).toEqual([]);
});

test('without the setting nothing is read, marked or mailed', async () => {
  await announce([eventRecord('1', incident(1))], { MAIL_FROM: '' });

  expect(mails()).toEqual([]);
  expect(announcer.database.dynamo.calls()).toEqual([]);
});
