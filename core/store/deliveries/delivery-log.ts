// Reads rows of deliveries for the partners who look at them.
import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Delivery, type DeliveryKey, deliverySchema } from '../../model/delivery/delivery.ts';
import { type EventKey, eventKeyOf } from '../../model/event/event.ts';
import { queryAll } from '../dynamodb/all-items.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { count, type ReadMeter, reported } from '../dynamodb/read-meter.ts';
import { rowKeyOf } from './delivery-key.ts';

export type DeliveryLog = ReturnType<typeof createDeliveryLog>;

export function createDeliveryLog(db: DynamoDBDocumentClient, table: string) {
  const ofEventInput = (event: EventKey) => ({
    TableName: table,
    KeyConditionExpression: 'eventKey = :event',
    ExpressionAttributeValues: { ':event': eventKeyOf(event) },
  });

  /** One query: a licensor has 200 targets at most, and their rows take less than its limit of 1 MB. */
  async function rowsIn(event: EventKey, meter: ReadMeter): Promise<Record<string, unknown>[]> {
    const { Items = [], ConsumedCapacity } = await db.send(
      new QueryCommand({ ...ofEventInput(event), ...reported }),
    );
    count(meter, ConsumedCapacity);
    return Items;
  }

  async function rowsAt(keys: readonly DeliveryKey[], meter: ReadMeter): Promise<Record<string, unknown>[]> {
    const how = { isConsistent: false, meter };
    const { [table]: items = [] } = await batchGet(db, { [table]: keys.map(rowKeyOf) }, how);
    return items;
  }

  return {
    /** Reads a row consistently. */
    async get(key: DeliveryKey): Promise<Delivery | undefined> {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: rowKeyOf(key), ConsistentRead: true }),
      );
      return Item && deliverySchema.parse(Item);
    },

    /** Reads all rows of an event consistently. @returns them ordered by target id */
    async ofEvent(event: EventKey): Promise<Delivery[]> {
      const rows: Delivery[] = [];
      for await (const item of queryAll(db, { ...ofEventInput(event), ConsistentRead: true }))
        rows.push(deliverySchema.parse(item));
      return rows;
    },

    /**
     * Reads the rows of events, eventually consistently: one BatchGetItem for one target, or one concurrent
     * query per event for all targets.
     * @param eventIds distinct
     * @param meter counts what is read
     * @returns a function that returns the rows of one of these events, ordered by target id
     */
    async ofEvents(
      licensor: string,
      eventIds: readonly string[],
      targetId: string | undefined,
      meter: ReadMeter,
    ): Promise<(eventId: string) => readonly Delivery[]> {
      const events = eventIds.map(eventId => ({ licensor, eventId }));
      const items =
        targetId === undefined
          ? (await Promise.all(events.map(event => rowsIn(event, meter)))).flat()
          : await rowsAt(
              events.map(event => ({ ...event, targetId })),
              meter,
            );
      const rows = Map.groupBy(
        items.map(item => deliverySchema.parse(item)),
        row => row.eventId,
      );
      return eventId => rows.get(eventId) ?? [];
    },
  };
}
