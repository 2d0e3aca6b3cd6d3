import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { ownServices } from '../../core/runtime/aws/aws-client.ts';
import { readEnvironment } from '../../core/runtime/environment/env.ts';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { environment } from './contract.ts';
import { createHandler } from './create-handler.ts';

export const handler = createHandler(readEnvironment(environment), {
  db: createDynamo(new DynamoDBClient(ownServices)),
  sqs: new SQSClient(ownServices),
});
