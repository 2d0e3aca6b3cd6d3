// What the stores count on, asked of the emulator's DynamoDB; twin-contract.test.ts of the unit tests asks it of the fault suite's twin.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamo } from '../../lambdas/store/dynamo.ts';
import { herald, heraldAws } from '../support/emulator-herald.ts';
import { storeContract } from '../support/store-contract.ts';

const { RegistryTable: registry, EventsTable: events, DeliveriesTable: deliveries } = herald.outputs;

storeContract({ db: createDynamo(new DynamoDBClient(heraldAws)), tables: { registry, events, deliveries } });
