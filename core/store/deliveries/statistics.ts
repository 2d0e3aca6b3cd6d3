// Counts audited deliveries. Only the auditor of a shard writes its items. Each item has the position up to
// which the events of the shard are counted, and is written on condition that the position is the one that
// was read: so a step that is repeated, or made by two auditors at once, counts nothing twice.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type AuditedDelivery, addDelivery, noStatistics } from '../../model/delivery/statistics.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import {
  executeStatements,
  insertStatement,
  type Statement,
  updateStatement,
} from '../dynamodb/statements.ts';
import { type PagePosition, pageOf } from '../events/event-cursor.ts';
import { statisticsAttributes, statisticsKeyOf, statisticsOfItem } from './statistics-item.ts';

export type StatisticsWriter = ReturnType<typeof createStatisticsWriter>;

type Key = ReturnType<typeof statisticsKeyOf>;
/** What a step adds to one item. */
type Part = { key: Key; deliveries: AuditedDelivery[] };

/** Two auditors of one shard can disturb each other once a step. */
const maxTries = 6;

export function createStatisticsWriter(db: DynamoDBDocumentClient, table: string) {
  /** @returns the parts with their statements; a part whose events are all counted has none */
  async function statementsFor(
    parts: readonly Part[],
    until: PagePosition,
  ): Promise<{ part: Part; statement: Statement }[]> {
    const { [table]: items = [] } = await batchGet(db, { [table]: parts.map(({ key }) => key) });
    const found = new Map(items.map(item => [textOf(item), statisticsOfItem(item)]));
    return parts.flatMap(part => {
      const known = found.get(textOf(part.key));
      const fresh = part.deliveries.filter(({ cursor }) => pageOf(cursor) > (known?.until ?? ''));
      const [one] = fresh;
      if (!one) return [];
      const sum = known?.statistics ?? noStatistics();
      for (const delivery of fresh) addDelivery(sum, delivery);
      const attributes = statisticsAttributes(sum, until, one.acceptedAt);
      const statement = known
        ? updateStatement(table, part.key, { until: known.until }, attributes)
        : insertStatement(table, { ...part.key, ...attributes });
      return [{ part, statement }];
    });
  }

  return {
    /**
     * Counts the deliveries of one step of the audit. The same step again counts nothing.
     * @param until the position up to which the step has read the shard
     * @param deliveries all those of the events in the step
     * @throws Error if they could not be counted; some may be
     */
    async count(shard: number, until: PagePosition, deliveries: readonly AuditedDelivery[]): Promise<void> {
      let parts = partsOf(shard, deliveries);
      for (let tries = 1; parts.length > 0; tries++) {
        if (tries > maxTries) throw new Error('the statistics were changed at the same time, in each try');
        const statements = await statementsFor(parts, until);
        const written = await executeStatements(
          db,
          statements,
          ({ statement }) => statement,
          () => true,
        );
        if (written.some(one => one.written === 'REFUSED' || one.written === 'UNAVAILABLE'))
          throw new Error('writing statistics failed');
        // Another auditor was faster, or the SDK has repeated a write that had succeeded.
        parts = written.filter(one => one.written === 'CONDITION_FAILED').map(({ item }) => item.part);
      }
    },
  };
}

function partsOf(shard: number, deliveries: readonly AuditedDelivery[]): Part[] {
  const parts = new Map<string, Part>();
  for (const delivery of deliveries) {
    const key = statisticsKeyOf(delivery, shard);
    const part = parts.get(textOf(key)) ?? { key, deliveries: [] };
    part.deliveries.push(delivery);
    parts.set(textOf(key), part);
  }
  return [...parts.values()];
}

const textOf = ({ eventKey, targetId }: Record<string, unknown>): string => `${eventKey} ${targetId}`;
