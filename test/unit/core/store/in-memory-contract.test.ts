// The DynamoDB in memory that the fault suite runs on does what the stores count on; store-contract.test.ts of the integration tests
// asks the same of the emulator.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll } from 'vitest';
import { createDynamo } from '../../../../core/store/dynamodb/dynamodb.ts';
import { createInMemoryDynamoDb, heraldSchemas } from '../../../support/dynamodb/in-memory-dynamodb.ts';
import { storeContract } from '../../../support/dynamodb/store-contract.ts';

const tables = { registry: 'registry', events: 'events', deliveries: 'deliveries' };
afterAll(createInMemoryDynamoDb(heraldSchemas({ ...tables, secrets: 'secrets' })).install());

storeContract({ db: createDynamo(new DynamoDBClient({})), tables });
