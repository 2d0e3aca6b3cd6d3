// The statement of a day, which a partner compares with what it has received.
import { expect, it } from 'vitest';
import { addHashes, hashOfEvent, noEvents, textOfHash } from '../../core/model/delivery/event-set-hash.ts';
import { statementSchema, targetStatisticsSchema } from '../../core/model/delivery/statistics-view.ts';
import { settledAfterMs } from '../../core/store/deliveries/watermark.ts';
import { accepted } from '../support/builders/accepted-event.ts';
import { documentedData } from '../support/builders/documented-payload.ts';
import { forgetWatermarks, runAudit, storeRoute } from '../support/emulator/audit.ts';
import { storeEvents } from '../support/emulator/events.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivals, behave, receivedIds } from '../support/emulator/receiver.ts';
import { deliveryWhen } from '../support/emulator/tables.ts';
import { eventually } from '../support/emulator/wait.ts';

it('count and hash of a statement are those of the events that the receiver got', async () => {
  const licensor = await Licensor.onboard();
  const targetId = await licensor.registerWebhook('statement');
  const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const acceptedAt = at(20);
  const [topic, eventType, data] = ['OfferStatus', 'LiveStatusUpdated', documentedData];
  const events = Array.from({ length: 12 }, (_, n) => ({
    ...accepted({ topic, eventType, data, eventId: `statement-${n}`, acceptedAt }),
    licensor: licensor.name,
  }));
  await storeRoute(licensor.name, targetId, at(60));
  // The second attempt at one of them waits, so it is open when it is audited.
  await behave({ path: licensor.path('statement'), status: 503, times: 1 });
  await storeEvents(...events);
  await arrivals(licensor.path('statement'), events.length);
  const isDelivered = ({ status }: { status: string }) => status === 'DELIVERED';
  for (const { eventId } of events)
    await deliveryWhen({ licensor: licensor.name, targetId, eventId }, isDelivered);

  await forgetWatermarks();
  await runAudit();

  const day = acceptedAt.slice(0, 10);
  const statement = statementSchema.parse(
    (await licensor.partner.call('GET', `/statements?day=${day}`)).body,
  );
  const got = new Set((await receivedIds(licensor.path('statement'))).flatMap(id => id ?? []));
  expect(statement.targets).toMatchObject([{ targetId, owed: 12, delivered: 12, open: 0, attempts: 13 }]);
  expect(statement.targets[0]?.hash).toBe(textOfHash([...got].map(hashOfEvent).reduce(addHashes, noEvents)));
  const { body } = await licensor.partner.call('GET', `/targets/${targetId}/statistics?per=day`);
  const [period] = targetStatisticsSchema.parse(body).periods;
  expect(period).toMatchObject({ owed: 12, delivered: 12 });
});

it('adds to a quarter of an hour what a later run of the audit finds in it', async () => {
  const licensor = await Licensor.onboard();
  const targetId = await licensor.registerWebhook('later');
  const [topic, eventType, data] = ['OfferStatus', 'LiveStatusUpdated', documentedData];
  await storeRoute(licensor.name, targetId, new Date(Date.now() - 3_600_000).toISOString());
  // Each event has a page of its own, so each batch has pages in most of the 16 shards. Of three batches, two
  // are in the same quarter.
  const perBatch = 24;
  for (const batch of [1, 2, 3]) {
    const acceptedAt = new Date(Date.now() - settledAfterMs + 500).toISOString();
    await Promise.all(
      Array.from({ length: perBatch }, (_, n) =>
        storeEvents({
          ...accepted({ topic, eventType, data, eventId: `later-${batch}-${n}`, acceptedAt }),
          licensor: licensor.name,
        }),
      ),
    );
    await eventually(
      `batch ${batch} in the statistics`,
      async () => {
        await runAudit();
        const { body } = await licensor.partner.call('GET', `/targets/${targetId}/statistics`);
        return targetStatisticsSchema.parse(body).periods.reduce((sum, { owed }) => sum + owed, 0);
      },
      owed => owed === batch * perBatch,
    );
  }
}, 120_000);
