// The in-memory DynamoDB of the fault tests behaves as the stores require. The integration test
// store-contract.test.ts runs the same tests against the emulator.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll } from 'vitest';
import { createDynamo } from '../../../../core/store/dynamodb/dynamodb.ts';
import { createInMemoryDynamoDb, heraldSchemas } from '../../../support/dynamodb/in-memory-dynamodb.ts';
import { storeContract } from '../../../support/dynamodb/store-contract.ts';

const tables = {
  registry: 'registry',
  events: 'events',
  eventPages: 'event-pages',
  deliveries: 'deliveries',
};
afterAll(createInMemoryDynamoDb(heraldSchemas({ ...tables, secrets: 'secrets' })).install());

storeContract({ db: createDynamo(new DynamoDBClient({})), tables });
