// `npm run target`: how a target is, and switching it off and on.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { readArguments, runCommand, show, stageOf } from '../arguments.ts';
import { CommandError } from '../command-error.ts';
import { findDeployment, installationOf } from '../deployment.ts';
import { disable, enable, viewTarget } from '../target-switch.ts';

const usage = `npm run target -- status|disable|enable -c stage=<stage> --licensor <licensor> --target <id> [--reason <text>] [--yes] [--json]
  status    its status, its circuit breaker, and how many of its deliveries wait, are parked or have failed
  disable   with --yes its deliveries are parked from now on, for up to 30 days; its status follows, and its licensor is told, within a minute
  enable    with --yes they flow again, and what was parked goes out at 50 a second`;

await runCommand(async () => {
  const { values, positionals } = readArguments(usage);
  const [command = '', ...more] = positionals;
  if (!['status', 'disable', 'enable'].includes(command) || more.length > 0)
    throw new CommandError(`expected status, disable or enable\n\n${usage}`);
  const { licensor, target: targetId, reason, yes, json } = values;
  if (licensor === undefined || targetId === undefined)
    throw new CommandError(`say --licensor and --target\n\n${usage}`);
  if (command === 'disable' && reason === undefined)
    throw new CommandError('--reason: say why, for the partner to read in GET /targets');
  const { aws, outputs } = await findDeployment(stageOf(values.c, usage));
  const db = createDynamo(new DynamoDBClient(aws));
  const tables = {
    registry: outputs.RegistryTable,
    events: outputs.EventsTable,
    deliveries: outputs.DeliveriesTable,
  };
  const of = { licensor, targetId };
  const clock = Date.now;
  if (command === 'disable' && yes) await disable(db, tables, of, { reason: reason ?? '', clock });
  if (command === 'enable' && yes)
    await enable(db, tables, of, { installation: installationOf(outputs), clock });
  show(await viewTarget(db, tables, of), json);
  if (command !== 'status' && !yes && !json)
    console.log(`\nNothing has been changed: --yes ${command}s the target.`);
});
