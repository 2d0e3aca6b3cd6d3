// The announcer's handler, on tables in memory, with simulated clients of EventBridge and SES.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { DynamoDBRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { vi } from 'vitest';
import { incidentEvent, targetHealthEvent } from '../../../core/catalog/target-health.ts';
import type { LicensorRecord } from '../../../core/model/api/licensor.ts';
import type { Event } from '../../../core/model/event/event.ts';
import type { Announcement } from '../../../core/model/target/announcements.ts';
import { createHandler } from '../../../lambdas/announcer/create-handler.ts';
import { contextOf } from '../builders/lambda-context.ts';
import { installation, licensor, webhookTarget } from '../builders/records.ts';
import { mockTables } from '../dynamodb/memory-tables.ts';
import { environmentOf, tables } from './environments.ts';
import { licensorItem } from './registering-api.ts';

export const now = Date.parse('2026-01-01T02:00:00.000Z');
export const contact = 'jo@partner.example';

export const lastOutcome = {
  class: 'SERVER_ERROR',
  httpStatus: 503,
  message: 'answered 503',
  advice: 'your service failed: look at its log',
  at: '2026-01-01T01:59:00.000Z',
} as const;

/** An incident of `target-1`. @param since names the incident */
export const incidentOf = (
  eventType: Announcement['eventType'],
  fields: Partial<Announcement> = {},
  of = licensor,
): Event => {
  const since = '2026-01-01T01:00:00.000Z';
  const announcement = { eventType, incident: since, since, lastOutcome, announced: {}, ...fields };
  return incidentEvent({ ...webhookTarget(), licensor: of }, announcement, now, installation);
};

export const disabledTarget = (): Event =>
  targetHealthEvent(
    {
      licensor,
      targetId: 'target-1',
      targetType: 'WEBHOOK',
      eventType: 'TargetDisabled',
      reason: 'answered 410 Gone: the target was disabled',
      since: '2026-01-01T01:00:00.000Z',
      healthVersion: 7,
    },
    now,
    installation,
  );

export function createAnnouncer() {
  const database = mockTables();
  const clients = {
    db: database.db,
    eventBridge: new EventBridgeClient({ region: 'eu-west-1' }),
    ses: new SESv2Client({ region: 'eu-west-1' }),
  };
  // Not their classes: the tests of a project share a process, and others need clients that are not mocked.
  const eventBridge = mockClient(clients.eventBridge);
  const ses = mockClient(clients.ses);
  const lines: string[] = [];
  const known = (fields: Partial<LicensorRecord> = {}, of = licensor): void =>
    database.put(tables.REGISTRY_TABLE, { ...licensorItem(of), contact, ...fields });

  return {
    eventBridge,
    ses,
    database,
    /** A licensor with a contact. */
    known,
    reset: (): void => {
      database.reset();
      ses.reset();
      ses.on(SendEmailCommand).resolves({ MessageId: 'mail-1' });
      eventBridge.reset();
      eventBridge.on(PutEventsCommand).callsFake(({ Entries }: { Entries: unknown[] }) => ({
        FailedEntryCount: 0,
        Entries: Entries.map((_, n) => ({ EventId: `entry-${n}` })),
      }));
      lines.length = 0;
      vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'INFO');
      vi.stubEnv('POWERTOOLS_DEV', 'true');
      for (const level of ['info', 'warn', 'error'] as const)
        vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(line));
      known();
    },
    /** @returns the sequence numbers of the failed records */
    announce: async (Records: DynamoDBRecord[], more: Record<string, string> = {}): Promise<string[]> => {
      const handler = createHandler(environmentOf('announcer', more), clients);
      const { batchItemFailures } = await handler({ Records }, contextOf());
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    entries: () =>
      eventBridge.commandCalls(PutEventsCommand).flatMap(({ args }) => args[0].input.Entries ?? []),
    mails: () => ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input),
    log: () => lines.join('\n'),
  };
}
