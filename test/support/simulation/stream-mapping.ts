// The event source mapping of the Events table's stream (lib/delivery/dispatch.ts): records of a shard are
// processed in order from a checkpoint. A failed batch is split in two and retried until its records are six
// hours old; then only their position goes to quarantine.
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { imageRecord } from '../builders/stream-records.ts';
import type { Invocations } from './invocations.ts';
import type { SimulatedQueue } from './simulated-queue.ts';
import type { VirtualTime } from './virtual-time.ts';

type Kept = { at: number; image: object; sequenceNumber: string };
type Shard = { records: Kept[]; next: number; limit: number; failures: number; notBefore: number };

export type StreamDeps = {
  time: VirtualTime;
  invocations: Invocations;
  handler: (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;
  onFailure: SimulatedQueue;
};

/** Faults of the stream. */
export type StreamFaults = {
  isOff?: boolean;
  /** Called for each batch. @param ageMs the age of its last record in milliseconds */
  onBatch?: ((ageMs: number) => void) | undefined;
  /** Changes a batch before the handler gets it. */
  batch?: ((records: DynamoDBRecord[]) => DynamoDBRecord[]) | undefined;
};

const batchSize = 100;
const shardCount = 2;
const timeoutMs = 60_000;
const retention = 24 * 3600_000;
const maxRecordAge = 6 * 3600_000;

export type StreamMapping = ReturnType<typeof createStreamMapping>;

export function createStreamMapping({ time, invocations, handler, onFailure }: StreamDeps) {
  const faults: StreamFaults = {};
  let shards: Shard[] = [];
  let written = 0;
  const clear = (): void => {
    shards = Array.from({ length: shardCount }, () => ({
      records: [],
      next: 0,
      limit: batchSize,
      failures: 0,
      notBefore: 0,
    }));
    Object.assign(faults, { isOff: false, batch: undefined });
  };
  clear();

  async function pollShard(shard: Shard): Promise<number> {
    if (shard.notBefore > time.now()) return 0;
    forgetOld(shard);
    const kept = shard.records.slice(shard.next, shard.next + shard.limit);
    if (kept.length === 0) return 0;
    const records = kept.map(streamRecordOf);
    faults.onBatch?.(time.now() - (kept.at(-1)?.at ?? time.now()));
    const failed = await tryBatch(faults.batch ? faults.batch(records) : records);
    const at = failed === undefined ? kept.length : kept.findIndex(one => one.sequenceNumber === failed);
    shard.next += Math.max(at, 0);
    if (failed === undefined) {
      Object.assign(shard, { limit: batchSize, failures: 0 });
      return kept.length;
    }
    // Only a batch that failed at its first record is split.
    if (at <= 0) shard.limit = Math.max(1, Math.ceil(kept.length / 2));
    shard.notBefore = time.now() + Math.min(1000 * 2 ** shard.failures++, 60_000);
    return 0;
  }

  /** @returns the sequence number from which the batch is retried; undefined if all records are done */
  async function tryBatch(Records: DynamoDBRecord[]): Promise<string | undefined> {
    try {
      const { batchItemFailures } = await invocations.invoke(handler, { Records }, timeoutMs);
      const lowest = batchItemFailures
        .map(({ itemIdentifier }) => Number(itemIdentifier))
        .sort((a, b) => a - b)[0];
      return lowest === undefined ? undefined : String(lowest);
    } catch {
      return String(Math.min(...Records.map(one => Number(one.dynamodb?.SequenceNumber))));
    }
  }

  function forgetOld(shard: Shard): void {
    const isOlder = (age: number) =>
      (shard.records[shard.next]?.at ?? Number.POSITIVE_INFINITY) < time.now() - age;
    while (isOlder(retention)) shard.next++;
    const from = shard.records[shard.next]?.sequenceNumber;
    const first = shard.next;
    while (isOlder(maxRecordAge)) shard.next++;
    if (shard.next > first) {
      onFailure.send(
        JSON.stringify({ DDBStreamBatchInfo: { startSequenceNumber: from, batchSize: shard.next - first } }),
      );
    }
  }

  return {
    faults,
    clear,
    /** Adds the record of an insert to the stream. */
    insert: (image: object): void => {
      const record = { at: time.now(), image, sequenceNumber: String(++written) };
      shards[written % shardCount]?.records.push(record);
    },
    /** Processes a batch of each shard. @returns the number of records that are done */
    async poll(): Promise<number> {
      if (faults.isOff) return 0;
      const done = await Promise.all(shards.map(pollShard));
      return done.reduce((sum, one) => sum + one, 0);
    },
    /** The earliest time at which a shard has a record to process. */
    next: (): number =>
      faults.isOff
        ? Number.POSITIVE_INFINITY
        : Math.min(
            ...shards.map(one =>
              one.next < one.records.length ? Math.max(one.notBefore, time.now()) : Number.POSITIVE_INFINITY,
            ),
          ),
  };
}

export const streamRecordOf = ({ image, sequenceNumber }: Kept): DynamoDBRecord =>
  imageRecord(sequenceNumber, image);
