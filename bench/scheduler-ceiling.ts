// From what one run of the retry-scheduler took here, to what it can do in a minute on Lambda.
import { callsPerThousand, processors, type Run } from './amazon-run.ts';

/** What one run took, and how many deliveries it woke. */
export type SchedulerRun = Run & { woken: number };

/** A run may start pages for this long: its timeout of 55 s less the 15 s that it reserves. */
const usableSeconds = 40;
/** Assumed times of calls inside a region, milliseconds. */
const dynamoDbMs = 5;
const sqsMs = 10;
/** Shards are read side by side; the calls for one page of a shard follow each other. */
const shards = 8;
const pageSize = 100;

/** Wake-ups in a minute of one scheduler that has all shards. */
export function ceilingOf({ woken, cpuMs, calls }: SchedulerRun): { byProcessor: number; byCalls: number } {
  const dynamoDb = Object.entries(calls).filter(([operation]) => operation !== 'SendMessageBatch');
  const callsPerPage = (dynamoDb.reduce((sum, [, count]) => sum + count, 0) / woken) * pageSize;
  // The batches of one page go to SQS side by side.
  const pageMs = callsPerPage * dynamoDbMs + sqsMs;
  return {
    byProcessor: Math.round((usableSeconds * 1000 * processors) / (cpuMs / woken)),
    byCalls: Math.round((usableSeconds * 1000 * shards * pageSize) / pageMs),
  };
}

export function schedulerLines(run: SchedulerRun): string[] {
  const { woken, seconds, cpuMs, calls, heapMb } = run;
  const { byProcessor, byCalls } = ceilingOf(run);
  return [
    `${woken} due deliveries, woken in ${seconds.toFixed(1)} s here`,
    `  CPU ${(cpuMs / woken).toFixed(3)} ms per wake-up, heap at most ${heapMb.toFixed(0)} MB`,
    `  calls per 1,000 wake-ups: ${callsPerThousand(calls, woken)}`,
    `  ceiling a minute: ${byProcessor} by the processor of 512 MB, ${byCalls} by ${dynamoDbMs} ms a call to ` +
      `DynamoDB and ${sqsMs} ms to SQS`,
  ];
}
