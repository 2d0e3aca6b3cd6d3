// Runs the store contract against the emulator's DynamoDB. A unit test runs it against the in-memory
// DynamoDB.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { storeContract } from '../support/dynamodb/store-contract.ts';
import { herald, heraldAws } from '../support/emulator/herald.ts';

const { RegistryTable: registry, EventsTable: events, DeliveriesTable: deliveries } = herald.outputs;

storeContract({ db: createDynamo(new DynamoDBClient(heraldAws)), tables: { registry, events, deliveries } });
