// The key of a delivery's row, and its partition keys in the sparse indexes `due` and
// `openByTime`.
import type { Delivery, DeliveryKey } from '../../model/delivery/delivery.ts';
import { eventKeyOf } from '../../model/event/event.ts';

export const rowKeyOf = (row: DeliveryKey) => ({
  eventKey: eventKeyOf(row),
  targetId: row.targetId,
});

const shardCount = 8;
const shardName = (shard: number): string => `DUE#${shard}`;

/** The partitions of the index `due`. The retry-scheduler reads them concurrently. */
export const dueShards: readonly string[] = Array.from({ length: shardCount }, (_, shard) =>
  shardName(shard),
);

/** The partition of the index `due` for a target and all its deliveries. */
export const dueShardOf = (targetId: string): string =>
  shardName(Buffer.from(targetId).reduce((sum, byte) => sum + byte, 0) % shardCount);

/** The partition of the index `openByTime` for all deliveries of one target with one status. */
export const openKeyOf = ({
  licensor,
  targetId,
  status,
}: Pick<Delivery, 'licensor' | 'targetId' | 'status'>): string => `${licensor}#${targetId}#${status}`;
