// Runs the store contract against Amazon's own DynamoDB Local. Other tests run it against the in-memory
// DynamoDB and the emulator.
import { describe, inject } from 'vitest';
import { createDynamo } from '../../core/store/dynamodb/dynamodb.ts';
import { createHeraldTables, dynamoDbLocal } from '../support/amazon/amazon.ts';
import { storeContract } from '../support/dynamodb/store-contract.ts';

describe.skipIf(!inject('amazon'))('on DynamoDB Local', async () => {
  if (!inject('amazon')) return;
  const client = dynamoDbLocal();
  const nameOf = await createHeraldTables(client, 'contract-');
  const tables = {
    registry: nameOf('Registry'),
    events: nameOf('Events'),
    eventPages: nameOf('EventPages'),
    deliveries: nameOf('Deliveries'),
  };
  storeContract({ db: createDynamo(client), tables });
});
