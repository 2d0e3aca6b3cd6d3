// Replays in the Deliveries table. The index `due` gives the active ones to the retry-scheduler.
import { type DynamoDBDocumentClient, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Page, PageRequest } from '../../model/api/page.ts';
import { type Replay, replaySchema } from '../../model/replay/replay.ts';
import type { ListedReplay } from '../../model/replay/replay-view.ts';
import { writeConditionally } from '../dynamodb/conditional-write.ts';
import { type Action, transact } from '../dynamodb/transaction.ts';
import { isRefusal } from '../store-error.ts';
import {
  changeOf,
  creationOf,
  endOf,
  lockKey,
  replayKey,
  replaysKey,
  replayUpdate,
  requestKey,
} from './replay-items.ts';

export type Replays = ReturnType<typeof createReplays>;

const idSchema = z.object({ replayId: z.string() });
const listedSchema = replaySchema.omit({ open: true });
const listedNames = Object.keys(listedSchema.shape);

export function createReplays(db: DynamoDBDocumentClient, table: string) {
  async function idAt(key: Record<string, string>): Promise<string | undefined> {
    const { Item } = await db.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    return Item && idSchema.parse(Item).replayId;
  }
  /** @returns false if the replay has another version than was read */
  async function written(actions: readonly Action[]): Promise<boolean> {
    try {
      await transact(db, actions);
      return true;
    } catch (error) {
      if (isRefusal(error, 'VERSION_CONFLICT')) return false;
      throw error;
    }
  }
  const change = (before: Replay, after: Replay, now: number): Promise<boolean> =>
    writeConditionally(db, new UpdateCommand(replayUpdate(table, before, after, now)));

  return {
    async get(licensor: string, replayId: string): Promise<Replay | undefined> {
      const { Item } = await db.send(
        new GetCommand({ TableName: table, Key: replayKey(licensor, replayId), ConsistentRead: true }),
      );
      return Item && replaySchema.parse(Item);
    },

    /** The id of the replay that a request has created. */
    idOfRequest: (licensor: string, requestId: string) => idAt(requestKey(licensor, requestId)),

    /** The id of the active replay of a target. */
    activeOf: (licensor: string, targetId: string) => idAt(lockKey(licensor, targetId)),

    /** Reads a page, the newest first. */
    async list(licensor: string, { limit, after }: PageRequest): Promise<Page<ListedReplay>> {
      const { Items = [], LastEvaluatedKey } = await db.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'eventKey = :key',
          ExpressionAttributeValues: { ':key': replaysKey(licensor) },
          ...(after !== undefined && { ExclusiveStartKey: replayKey(licensor, after) }),
          ProjectionExpression: listedNames.map((_, n) => `#p${n}`).join(', '),
          ExpressionAttributeNames: Object.fromEntries(listedNames.map((name, n) => [`#p${n}`, name])),
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      const items = Items.map(item => listedSchema.parse(item));
      return { items, next: LastEvaluatedKey && items.at(-1)?.replayId };
    },

    /**
     * Stores a new replay, if no active one uses one of its targets.
     * @param requestId see `idOfRequest`
     * @param now milliseconds since the epoch
     * @param record the action of the same transaction that records the change
     * @throws StoreError ALREADY_EXISTS for a repeated request; REPLAY_ACTIVE; TOO_MANY_REPLAYS; CONTENTION
     */
    create: (replay: Replay, requestId: string, now: number, record: Action): Promise<void> =>
      transact(db, [...creationOf(table, replay, requestId, now), record]),

    /** @returns whether it was written; false if the replay has another version than `before` */
    change,

    /** As `change`, for a change that a partner asks for. @param record as in `create` */
    changeAndRecord: (before: Replay, after: Replay, now: number, record: Action): Promise<boolean> =>
      written([changeOf(table, before, after, now), record]),

    /**
     * Claims a due replay, so that of two schedulers only one works on it.
     * @param until when it is due again, milliseconds since the epoch
     * @returns the claimed replay; undefined if it has changed
     */
    async claim(replay: Replay, until: number, now: number): Promise<Replay | undefined> {
      const claimed = { ...replay, version: replay.version + 1, nextAttemptAt: until };
      return (await change(replay, claimed, now)) ? claimed : undefined;
    },

    /** Ends a replay. @returns false if it has another version than `before` */
    end: (before: Replay, after: Replay, now: number): Promise<boolean> =>
      written(endOf(table, before, after, now)),
  };
}
