// `npm run redrive`: deliveries whose attempts are used up go out again.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { readArguments, runCommand, show, stageOf, timeOf } from '../arguments.ts';
import { CommandError } from '../command-error.ts';
import { findDeployment } from '../deployment.ts';
import { redrive } from '../failed-deliveries.ts';

const usage = `npm run redrive -- -c stage=<stage> (--licensor <licensor> [--target <id>] | --all) [--since <time>] [--until <time>] [--yes] [--json]
  counts the FAILED deliveries, by target; with --yes they go out again, 50 a second per target, with the whole schedule before them
  --since, --until: when they failed, e.g. 2026-01-31T12:00:00Z`;

await runCommand(async () => {
  const { values } = readArguments(usage);
  const { licensor, target: targetId, all, yes, json } = values;
  if ((licensor === undefined) !== all) throw new CommandError(`say either --licensor or --all\n\n${usage}`);
  if (targetId !== undefined && licensor === undefined)
    throw new CommandError(`--target: its --licensor too\n\n${usage}`);
  const since = timeOf('since', values.since, 0);
  const until = timeOf('until', values.until, Number.POSITIVE_INFINITY);
  const { aws, outputs } = await findDeployment(stageOf(values.c, usage));
  const tables = {
    registry: outputs.RegistryTable,
    events: outputs.EventsTable,
    deliveries: outputs.DeliveriesTable,
  };
  const targets = await redrive(
    createDynamo(new DynamoDBClient(aws)),
    tables,
    { licensor, targetId, since, until },
    { dryRun: !yes, clock: Date.now },
  );
  const failed = targets.reduce((sum, target) => sum + target.failed, 0);
  show({ failed, targets }, json);
  if (!yes && failed > 0 && !json) console.log('\nNothing has been changed: --yes redrives them.');
});
