// `npm run recover`: the audit over a time of the operator's choice, after an outage that was longer than the audit's own reach.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMissingRows } from '../../core/store/deliveries/missing-rows.ts';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { createEventReader } from '../../core/store/events/event-reader.ts';
import { createRouteScan } from '../../core/store/registry/route-scan.ts';
import { auditRange } from '../../lambdas/audit/audit-range.ts';
import { readArguments, runCommand, show, stageOf, timeOf } from '../arguments.ts';
import { CommandError } from '../command-error.ts';
import { findDeployment } from '../deployment.ts';

const usage = `npm run recover -- -c stage=<stage> --since <time> --until <time> [--yes] [--json]
  counts the deliveries that are owed for the events accepted in that time and have no row; with --yes they become due
  times as 2026-01-31T12:00:00Z; events are kept for 30 days`;

await runCommand(async () => {
  const { values } = readArguments(usage);
  const { since, until, yes, json } = values;
  if (since === undefined || until === undefined)
    throw new CommandError(`say --since and --until\n\n${usage}`);
  const range = { from: timeOf('since', since, 0), to: timeOf('until', until, 0) };
  if (range.from >= range.to) throw new CommandError('--until: expected a time after --since');
  const { aws, outputs } = await findDeployment(stageOf(values.c, usage));
  const db = createDynamo(new DynamoDBClient(aws));
  const { byLicensor, broken } = await createRouteScan(db, outputs.RegistryTable).all();
  const deps = {
    events: createEventReader(db, outputs.EventsTable),
    rows: createMissingRows(db, outputs.DeliveriesTable),
    clock: Date.now,
    log: createLog('recover'),
  };
  const audited = await auditRange(range, byLicensor, deps, { dryRun: !yes });
  show({ ...audited, brokenRoutes: broken.length }, json);
  if (!yes && audited.missing > 0 && !json) console.log('\nNothing has been changed: --yes makes them due.');
  if (audited.failed > 0) process.exitCode = 1;
});
