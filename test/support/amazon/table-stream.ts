// The stream of a table in DynamoDB Local, read through its API in JSON: Lambda passes the same JSON to a
// function. The SDK would turn binary values into bytes.
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';

const describedSchema = z.object({
  StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }),
});
const iteratorSchema = z.object({ ShardIterator: z.string() });
const recordsSchema = z.object({ Records: z.array(z.custom<DynamoDBRecord>()) });

/** If the records were gone, DynamoDB Local would refuse every read. */
const mostRefusals = 5;

/** Reads the shards of a stream in turns, from its beginning on. */
export function createStreamReader(endpoint: string, streamArn: string) {
  /** The sequence number of the last record that was read, by shard. */
  const readTo = new Map<string, string>();
  let refusals = 0;

  async function call<T>(operation: string, input: object, schema: z.ZodType<T>): Promise<T> {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
        // DynamoDB Local reads the access key id and checks no signature.
        authorization:
          'AWS4-HMAC-SHA256 Credential=HERALDLOCAL/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(input),
    });
    if (!response.ok) throw new Error(`${operation}: ${await response.text()}`);
    return schema.parse(await response.json());
  }

  /**
   * Reads on with a new iterator: DynamoDB Local refuses one that was taken in an empty shard. Rarely it
   * refuses a new one too, when a record is written in the same moment: the next turn then reads from the
   * same place.
   */
  async function recordsOf(shard: string, limit: number): Promise<DynamoDBRecord[]> {
    const last = readTo.get(shard);
    const position =
      last === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: last };
    const from = { StreamArn: streamArn, ShardId: shard, ...position };
    const { ShardIterator } = await call('GetShardIterator', from, iteratorSchema);
    const { Records } = await call('GetRecords', { ShardIterator, Limit: limit }, recordsSchema).catch(
      (error: unknown) => {
        refusals += 1;
        if (refusals > mostRefusals || !`${error}`.includes('TrimmedDataAccessException')) throw error;
        return { Records: [] };
      },
    );
    const end = Records.at(-1)?.dynamodb?.SequenceNumber;
    if (end !== undefined) readTo.set(shard, end);
    return Records;
  }

  /** @returns the next records of one shard; none if nothing is new */
  return async (limit: number): Promise<DynamoDBRecord[]> => {
    const { StreamDescription } = await call('DescribeStream', { StreamArn: streamArn }, describedSchema);
    for (const { ShardId } of StreamDescription.Shards) {
      const records = await recordsOf(ShardId, limit);
      if (records.length > 0) return records;
    }
    return [];
  };
}
