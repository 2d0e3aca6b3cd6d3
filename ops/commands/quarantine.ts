// `npm run quarantine`: what our own code could not handle. It must stay empty.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { readArguments, runCommand, show, stageOf } from '../arguments.ts';
import { CommandError } from '../command-error.ts';
import { createRetry } from '../delivery-retries.ts';
import { findDeployment } from '../deployment.ts';
import { type Quarantined, receiveAll, release, remove } from '../quarantined-messages.ts';

const usage = `npm run quarantine -- list|retry|drop -c stage=<stage> [--id <message> | --all] [--yes] [--json]
  list                   what is there, and why
  retry --id … | --all   a hint goes back to its queue; of events, what has no row becomes due; the message goes when that is done
  drop  --id … | --all   throws messages away, with --yes`;

await runCommand(async () => {
  const { values, positionals } = readArguments(usage);
  const [command = '', ...more] = positionals;
  if (!['list', 'retry', 'drop'].includes(command) || more.length > 0)
    throw new CommandError(`expected list, retry or drop\n\n${usage}`);
  const { id, all, yes, json } = values;
  if (command !== 'list' && (id === undefined) !== all)
    throw new CommandError(`say either --id or --all\n\n${usage}`);
  if (command === 'drop' && !yes) throw new CommandError('what is dropped is gone: say --yes');
  const { aws, outputs } = await findDeployment(stageOf(values.c, usage));
  const sqs = new SQSClient(aws);
  const url = outputs.QuarantineUrl;
  const messages = await receiveAll(sqs, url);
  const chosen = messages.filter(message => command !== 'list' && (all || message.id === id));
  const gone = new Set<Quarantined>();
  const failures: { id: string; error: string }[] = [];
  try {
    if (id !== undefined && chosen.length === 0)
      throw new CommandError(`there is no message ${id} to be seen`);
    const retry = createRetry(createDynamo(new DynamoDBClient(aws)), sqs, outputs, createLog('quarantine'));
    for (const message of chosen) {
      const error = command === 'retry' ? await retry(message.about) : undefined;
      if (error === undefined) {
        await remove(sqs, url, message);
        gone.add(message);
      } else {
        failures.push({ id: message.id, error });
      }
    }
  } finally {
    await release(
      sqs,
      url,
      messages.filter(message => !gone.has(message)),
    );
  }
  const shown = command === 'list' ? messages : [...gone];
  const rows = shown.map(({ receiptHandle: _, ...message }) => message);
  const name = { list: 'quarantined', retry: 'retried', drop: 'dropped' }[command] ?? command;
  show({ [name]: rows.length, messages: rows, ...(failures.length > 0 && { failures }) }, json);
  if (failures.length > 0) process.exitCode = 1;
});
