// Counts the AWS calls that a built handler makes for 1,000 units of work.
import type { StubReport } from './aws-stub.ts';
import type { Bundle } from './bundles.ts';
import { invocations } from './invocations.ts';
import type { Speed } from './speed.ts';
import { startWorker, type Worker } from './worker.ts';

const units = 1000;

/** @returns the calls by operation; undefined for a function that invocations.ts does not have */
export async function countAwsCalls(
  { name, file }: Bundle,
  environment: Record<string, string>,
  stub: Worker<'report', StubReport>,
): Promise<Record<string, number> | undefined> {
  if (!invocations[name]) return undefined;
  const lambda = startWorker<number, Speed>('lambda.ts', [file, name], environment);
  await stub.ask('report');
  await lambda.ask(units);
  const { calls } = await stub.ask('report');
  lambda.stop();
  return calls;
}
