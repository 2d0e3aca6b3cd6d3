// What the stores count on, asked of the emulator's DynamoDB; dynamodb-contract.test.ts of the unit tests asks it of the fault suite's dynamodb.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { storeContract } from '../support/dynamodb/store-contract.ts';
import { herald, heraldAws } from '../support/emulator/herald.ts';

const { RegistryTable: registry, EventsTable: events, DeliveriesTable: deliveries } = herald.outputs;

storeContract({ db: createDynamo(new DynamoDBClient(heraldAws)), tables: { registry, events, deliveries } });
