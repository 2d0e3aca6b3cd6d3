// Runs the store contract against the emulator's DynamoDB. A unit test runs it against the in-memory
// DynamoDB.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { tablesOf } from '../../ops/tables.ts';
import { storeContract } from '../support/dynamodb/store-contract.ts';
import { herald, heraldAws } from '../support/emulator/herald.ts';

storeContract({ db: createDynamo(new DynamoDBClient(heraldAws)), tables: tablesOf(herald.outputs) });
