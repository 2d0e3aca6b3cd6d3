// The in-memory DynamoDB with Herald's tables, under the names in the environments of the handlers under
// test.

import { tables } from '../handlers/environments.ts';
import { createInMemoryDynamoDb, heraldSchemas } from './in-memory-dynamodb.ts';

export const schemas = heraldSchemas({
  registry: tables.REGISTRY_TABLE,
  secrets: tables.SECRETS_TABLE,
  events: tables.EVENTS_TABLE,
  eventPages: tables.EVENT_PAGES_TABLE,
  deliveries: tables.DELIVERIES_TABLE,
});

export const createHeraldTables = () => createInMemoryDynamoDb(schemas);
