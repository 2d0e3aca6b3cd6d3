// `npm run status`: whether Herald is well.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { readArguments, runCommand, show, stageOf } from '../arguments.ts';
import { findDeployment } from '../deployment.ts';
import { survey } from '../status-survey.ts';

const usage = `npm run status -- -c stage=<stage> [--json]
  what is due, which targets rest, what lies on the queues, how far the audit is; ends with 1 if Herald is not well`;

await runCommand(async () => {
  const { values } = readArguments(usage);
  const { aws, outputs } = await findDeployment(stageOf(values.c, usage));
  const found = await survey(createDynamo(new DynamoDBClient(aws)), new SQSClient(aws), outputs, Date.now);
  show(found, values.json);
  if (found.notWell.length > 0) process.exitCode = 1;
  else if (!values.json) console.log('\nHerald is well.');
});
