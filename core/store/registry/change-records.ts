// Change records in the Registry. Each is written by the transaction of its change, so that there is no
// change without a record, and no record of a change that was refused
// (docs/decisions/0045-change-records.md).
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Change, type ChangeRecord, changeRecordSchema } from '../../model/api/change-record.ts';
import type { ChangeSelection } from '../../model/api/change-selection.ts';
import type { Page, PageRequest } from '../../model/api/page.ts';
import { idFloor, newId } from '../../runtime/id.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import type { Action } from '../dynamodb/transaction.ts';
import { changeKey, itemPrefixes } from './registry-key.ts';

/** How many days change records are kept, if nothing else is set. */
export const changesKeptForDays = 365;

/** @returns the action of the change's transaction that records it */
export type RecordChange = (licensor: string, change: Change) => Action;

/**
 * @param keptForDays then DynamoDB deletes the record
 * @param clock milliseconds since the epoch
 */
export const createRecordChange =
  (table: string, keptForDays: number, clock: () => number): RecordChange =>
  (licensor, { resource, ...change }) => {
    const now = clock();
    const changeId = newId(now);
    const Item = {
      ...changeKey(licensor, changeId),
      changeId,
      at: new Date(now).toISOString(),
      ...change,
      resource,
      resourceKey: resourceKeyOf(resource),
      expiresAt: expiresIn(keptForDays, now),
    };
    return { write: { Put: { TableName: table, Item } } };
  };

export type ChangeReader = ReturnType<typeof createChangeReader>;

/** How many records are read at most for a page that is selected by resource. */
const mostRead = 500;
const readAtOnce = 100;

export function createChangeReader(db: DynamoDBDocumentClient, table: string) {
  /** One query, newest first. `next`: the id of the last record that was read, if there may be more. */
  const query = async (
    licensor: string,
    { since = 0, until, resource }: ChangeSelection,
    { limit, after }: PageRequest,
  ): Promise<Page<ChangeRecord>> => {
    const prefix = itemPrefixes.change;
    const first = `${prefix}${idFloor(since)}`;
    // "~" sorts after every ULID.
    const last = `${prefix}${until === undefined ? '~' : idFloor(until)}`;
    const start = after === undefined ? undefined : changeKey(licensor, after);
    // DynamoDB refuses a start outside the range.
    if (start && start.itemId < first) return { items: [] };
    const { Items = [], LastEvaluatedKey } = await db.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'licensor = :licensor AND itemId BETWEEN :since AND :until',
        ExpressionAttributeValues: {
          ':licensor': licensor,
          ':since': first,
          ':until': last,
          ...(resource && { ':resource': resourceKeyOf(resource) }),
        },
        ...(resource && { FilterExpression: filterOf(resource) }),
        ...(start && start.itemId <= last && { ExclusiveStartKey: start }),
        ScanIndexForward: false,
        Limit: limit,
        ConsistentRead: true,
      }),
    );
    const lastRead: unknown = LastEvaluatedKey?.['itemId'];
    return {
      items: Items.map(item => changeRecordSchema.parse(item)),
      next: typeof lastRead === 'string' ? lastRead.slice(prefix.length) : undefined,
    };
  };

  return {
    /**
     * Reads a page, newest first. One that is selected by resource may be short, also if it is not the last:
     * at most 500 records are read for it.
     */
    async list(licensor: string, selection: ChangeSelection, page: PageRequest): Promise<Page<ChangeRecord>> {
      if (!selection.resource) return query(licensor, selection, page);
      const items: ChangeRecord[] = [];
      let after = page.after;
      for (let read = 0; read < mostRead; read += readAtOnce) {
        const found = await query(licensor, selection, { limit: readAtOnce, after });
        items.push(...found.items);
        const kept = items.slice(0, page.limit);
        if (items.length > page.limit) return { items: kept, next: kept.at(-1)?.changeId };
        after = found.next;
        if (after === undefined || items.length === page.limit) break;
      }
      return { items, next: after };
    },
  };
}

const resourceKeyOf = ({ kind, id = '' }: NonNullable<ChangeSelection['resource']>): string =>
  `${kind}/${id}`;

const filterOf = ({ id }: NonNullable<ChangeSelection['resource']>): string =>
  id === undefined ? 'begins_with(resourceKey, :resource)' : 'resourceKey = :resource';
