// The twin with Herald's tables under the names that the handlers under test are given.
import { createDynamoTwin, heraldSchemas } from './dynamo-twin.ts';
import { tables } from './handler-under-test.ts';

export const schemas = heraldSchemas({
  registry: tables.REGISTRY_TABLE,
  secrets: tables.SECRETS_TABLE,
  events: tables.EVENTS_TABLE,
  deliveries: tables.DELIVERIES_TABLE,
});

export const createHeraldTwin = () => createDynamoTwin(schemas);
