// `npm run replay`: what a partner has taken and lost goes out to it again.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { readArguments, runCommand, show, stageOf, timeOf } from '../arguments.ts';
import { CommandError } from '../command-error.ts';
import { findDeployment } from '../deployment.ts';
import { replay } from '../event-replay.ts';
import { requireTarget } from '../target-switch.ts';

const usage = `npm run replay -- -c stage=<stage> --licensor <licensor> --target <id> --since <time> [--until <time>] [--yes] [--json]
  counts the DELIVERED deliveries of the events accepted in that time; with --yes they go out again under the same ids, 50 a second
  --since, --until: when the events were accepted, e.g. 2026-01-31T12:00:00Z; until now if not said; events are kept for 30 days`;

await runCommand(async () => {
  const { values } = readArguments(usage);
  const { licensor, target: targetId, since, yes, json } = values;
  if (licensor === undefined || targetId === undefined || since === undefined)
    throw new CommandError(`say --licensor, --target and --since\n\n${usage}`);
  const range = { from: timeOf('since', since, 0), to: timeOf('until', values.until, Date.now()) };
  if (range.from >= range.to) throw new CommandError('--until: expected a time after --since');
  const { aws, outputs } = await findDeployment(stageOf(values.c, usage));
  const tables = {
    registry: outputs.RegistryTable,
    events: outputs.EventsTable,
    deliveries: outputs.DeliveriesTable,
  };
  const db = createDynamo(new DynamoDBClient(aws));
  await requireTarget(db, tables.registry, { licensor, targetId });
  const counts = await replay(db, tables, { licensor, targetId }, range, { dryRun: !yes, clock: Date.now });
  show(counts, json);
  if (!yes && counts.delivered > 0 && !json) console.log('\nNothing has been changed: --yes replays them.');
});
