// Where a delivery's row is: its key, and its partitions of the sparse indexes `due` and `open`.
import type { Delivery, DeliveryKey } from '../../model/delivery/delivery.ts';
import { eventKeyOf } from '../../model/event/event.ts';

export const rowKeyOf = (row: DeliveryKey) => ({
  eventKey: eventKeyOf(row),
  targetId: row.targetId,
});

const shardCount = 8;
const shardName = (shard: number): string => `DUE#${shard}`;

/** The partitions of the index, which are read side by side. */
export const dueShards: readonly string[] = Array.from({ length: shardCount }, (_, shard) =>
  shardName(shard),
);

/** All deliveries of a target wait in one partition. */
export const dueShardOf = (targetId: string): string =>
  shardName(Buffer.from(targetId).reduce((sum, byte) => sum + byte, 0) % shardCount);

/** A delivery's partition of the sparse index `open`: those of one target and status. */
export const openKeyOf = ({
  licensor,
  targetId,
  status,
}: Pick<Delivery, 'licensor' | 'targetId' | 'status'>): string => `${licensor}#${targetId}#${status}`;
