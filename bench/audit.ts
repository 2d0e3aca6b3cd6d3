// `npm run bench:audit`: what the audit of an event takes, on DynamoDB Local, which runs in a process of its
// own. Needs Java 17 and Maven. See README.md.
import { createDeliveries } from '../core/store/deliveries/deliveries.ts';
import { settledAfterMs } from '../core/store/deliveries/watermark.ts';
import { createDynamo } from '../core/store/dynamodb/dynamodb.ts';
import { transact } from '../core/store/dynamodb/transaction.ts';
import { createEvents } from '../core/store/events/events.ts';
import { createRoutes } from '../core/store/registry/routes.ts';
import { createHandler } from '../lambdas/audit/create-handler.ts';
import { createTables, tablesIn } from '../local/amazon/tables.ts';
import { deliveryOf, eventOf } from '../test/support/builders/records.ts';
import { templateOfStage } from '../test/support/template/template.ts';
import { callsPerThousand, countCalls, measureRuns, processors, runOnAmazon } from './amazon-run.ts';

const licensorCount = 200;
/** Publish calls of 25 events each, with one target: as many events in each run. */
const callsToPublish = 400;
const eventsPerCall = 25;
/** A run begins steps for this long: its timeout of 10 minutes less the minute that it reserves. */
const usableSeconds = 540;
const intervalSeconds = 900;
const longAgo = '2025-01-01T00:00:00.000Z';

await runOnAmazon(async clients => {
  const nameOf = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');
  await createTables(clients.db, tablesIn(templateOfStage('dev')), nameOf);
  const tables = { events: 'StorageEvents', eventPages: 'StorageEventPages' };
  const db = createDynamo(clients.db);
  const calls = countCalls(clients);
  const handler = createHandler(
    {
      REGISTRY_TABLE: 'StorageRegistry',
      EVENTS_TABLE: tables.events,
      EVENT_PAGES_TABLE: tables.eventPages,
      DELIVERIES_TABLE: 'StorageDeliveries',
    },
    { db },
  );
  const routes = createRoutes(db, 'StorageRegistry');
  const entry = {
    createdAt: longAgo,
    targets: { 'target-1': { channel: 'webhook', since: longAgo } },
  } as const;
  for (let n = 0; n < licensorCount; n++) {
    const name = { licensor: `licensor-${n}`, topic: 'OfferStatus', eventType: 'LiveStatusUpdated' };
    await transact(db, [routes.entryAction(name, 'subscription-1', entry)]);
  }
  let published = 0;
  const publish = async (): Promise<void> => {
    // Just later than the watermarks of the run before, and settled when the next run starts.
    const acceptedAt = Date.now() - settledAfterMs;
    for (let call = 0; call < callsToPublish; call++) {
      const events = Array.from({ length: eventsPerCall }, () =>
        eventOf({
          licensor: `licensor-${call % licensorCount}`,
          eventId: `event-${published++}`,
          acceptedAt: new Date(acceptedAt + call).toISOString(),
        }),
      );
      await createEvents(db, tables).put(events, () => true);
      const rows = events.map(({ licensor, eventId }) => ({
        before: undefined,
        after: deliveryOf({ licensor, eventId, status: 'DELIVERED' }),
      }));
      await createDeliveries(db, 'StorageDeliveries').record(rows, () => true);
    }
  };
  const { seconds, cpuMs, calls: counted, heapMb } = await measureRuns(handler, publish, calls);
  const events = callsToPublish * eventsPerCall;
  const ceiling = (usableSeconds * 1000 * processors) / (cpuMs / events) / intervalSeconds;
  console.log(
    [
      `${events} events of ${licensorCount} licensors, audited in ${seconds.toFixed(1)} s here`,
      `  CPU ${(cpuMs / events).toFixed(3)} ms per event, heap at most ${heapMb.toFixed(0)} MB`,
      `  calls per 1,000 events: ${callsPerThousand(counted, events)}`,
      `  ceiling of one auditor: ${Math.round(ceiling)} events a second by the processor of 512 MB`,
    ].join('\n'),
  );
});
