import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { ownServices } from '../../core/runtime/aws/aws-client.ts';
import { readEnvironment } from '../../core/runtime/environment/env.ts';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { environment } from './contract.ts';
import { createHandler } from './create-handler.ts';

export const handler = createHandler(readEnvironment(environment), {
  db: createDynamo(new DynamoDBClient(ownServices)),
  eventBridge: new EventBridgeClient(ownServices),
  // A request that timed out may have sent the mail: a second one could send it twice.
  ses: new SESv2Client({ ...ownServices, maxAttempts: 1 }),
});
