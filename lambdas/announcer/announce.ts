// Announces a batch of stream records. A record is done when the event bus has taken its event and its mail
// has been decided on; until then Lambda retries it. A mail that cannot be sent is logged, and never retried.
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { errorOf, type Log } from '../../core/runtime/telemetry/log.ts';
import { type AnnouncedEvent, announcedEventOf } from './announced-events.ts';
import { type EventBus, putOnBus } from './event-bus.ts';
import { type MailDeps, mailAbout } from './mails.ts';

export type AnnounceDeps = {
  log: Log;
  /** Undefined if the setting is absent. */
  bus: EventBus | undefined;
  /** Undefined if the setting is absent. */
  mail: MailDeps | undefined;
};

type Read = { event: AnnouncedEvent; record: DynamoDBRecord };

/**
 * @returns the first record that is not done, if any: Lambda retries all records from there
 * @throws Error if the event bus cannot be reached: Lambda retries the whole batch
 */
export async function announceAll(
  records: readonly DynamoDBRecord[],
  deps: AnnounceDeps,
): Promise<DynamoDBBatchResponse> {
  const read = records.flatMap(record => readOne(record, deps.log));
  const refused = deps.bus
    ? await putOnBus(
        deps.bus,
        read.map(({ event }) => event),
        deps.log,
      )
    : new Set<string>();
  const failed = new Set<DynamoDBRecord>();
  for (const { event, record } of read) {
    const isDecided = deps.mail === undefined || (await decideOnMail(event, deps.mail));
    if (!isDecided || refused.has(event.id)) failed.add(record);
  }
  const first = records.find(record => failed.has(record));
  return { batchItemFailures: first ? [{ itemIdentifier: first.dynamodb?.SequenceNumber ?? '' }] : [] };
}

/** A record that cannot be read never can be: the dispatcher sends it to quarantine. */
function readOne(record: DynamoDBRecord, log: Log): Read[] {
  try {
    const event = announcedEventOf(record);
    return event ? [{ event, record }] : [];
  } catch (error) {
    log.error('invalid TargetHealth event', { error: errorOf(error) });
    return [];
  }
}

/** @returns whether it is decided; false if a table could not be read or written */
async function decideOnMail(event: AnnouncedEvent, mail: MailDeps): Promise<boolean> {
  try {
    await mailAbout(event, mail);
    return true;
  } catch (error) {
    const { id: eventId, licensor } = event;
    mail.log.error('mail not decided on', { licensor, eventId, error: errorOf(error) });
    return false;
  }
}
