// Reads the statistics that the audit has written, and the rows of deliveries that were open then.
import { type DynamoDBDocumentClient, paginateQuery, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { dayOf } from '../events/event-cursor.ts';
import { readRowStates } from './row-states.ts';
import {
  quarterPrefix,
  type StatisticsItem,
  statisticsOfItem,
  statisticsPartition,
} from './statistics-item.ts';

export type StatisticsReader = ReturnType<typeof createStatisticsReader>;

/** Items of one query, and the read units that they took. */
export type StatisticsPage = { items: StatisticsItem[]; units: number };

/** An eventually consistent read unit, bytes (DynamoDB Developer Guide, "Read and write operations"). */
const unitBytes = 8192;
const dayMs = 24 * 3600 * 1000;

export function createStatisticsReader(db: DynamoDBDocumentClient, table: string) {
  async function* query(partition: string, first: string, last: string): AsyncGenerator<StatisticsPage> {
    const input: QueryCommandInput = {
      TableName: table,
      // BETWEEN includes its bounds. No sort key equals one of them: each ends with the number of a shard.
      KeyConditionExpression: 'eventKey = :partition AND targetId BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':partition': partition, ':first': first, ':last': last },
    };
    for await (const { Items = [] } of paginateQuery({ client: db }, input)) {
      const units = Math.max(1, Math.ceil(JSON.stringify(Items).length / unitBytes));
      yield { items: Items.map(statisticsOfItem), units };
    }
  }

  return {
    /**
     * The items of a target in the order of time, page after page.
     * @param from the beginning of a quarter of an hour, milliseconds since the epoch
     * @param to exclusive, the beginning of a quarter of an hour
     */
    async *ofTarget(
      licensor: string,
      targetId: string,
      from: number,
      to: number,
    ): AsyncGenerator<StatisticsPage> {
      for (let start = from; start < to; start = Math.floor(start / dayMs + 1) * dayMs) {
        const [first, end] = [new Date(start).toISOString(), new Date(to).toISOString()];
        const last = dayOf(first) === dayOf(end) ? quarterPrefix(targetId, end) : `${targetId}#24`;
        yield* query(statisticsPartition(licensor, dayOf(first)), quarterPrefix(targetId, first), last);
      }
    },

    /**
     * The items of a licensor's day in the order of targets, page after page.
     * @param day e.g. 2026-01-31
     * @param after the id of a target, exclusive; undefined: from the first one
     */
    ofDay: (licensor: string, day: string, after: string | undefined): AsyncGenerator<StatisticsPage> =>
      query(statisticsPartition(licensor, day), after === undefined ? '!' : `${after}#~`, '~'),

    /** The state of deliveries now (`readRowStates`). @param deliveries each a different one */
    states: (deliveries: Parameters<typeof readRowStates>[2]) => readRowStates(db, table, deliveries),
  };
}
