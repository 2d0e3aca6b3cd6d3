// The operator function on tables in memory, at a time that the test sets.
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import type { Target } from '../../../core/model/target/target.ts';
import type { Health } from '../../../core/model/target/target-health.ts';
import { healthKey } from '../../../core/store/deliveries/target-health.ts';
import { licensorKey, listedLicensorKey } from '../../../core/store/registry/registry-key.ts';
import { createHandler } from '../../../lambdas/operator/create-handler.ts';
import type { RouteKey } from '../../../lambdas/operator/operations.ts';
import { apiEvent, type Call } from '../builders/api-event.ts';
import { contextOf } from '../builders/lambda-context.ts';
import { targetItem } from '../builders/stored-items.ts';
import { mockTables } from '../dynamodb/memory-tables.ts';
import { requireDocumented } from './documented-answer.ts';
import { environmentOf, tables } from './environments.ts';

export const noon = Date.parse('2026-01-31T12:00:00.000Z');
/** The context that the authorizer gives to the session of an operator. */
const operator = { kind: 'session', capabilities: 'view', clientId: 'session-1' };

export function operatorUnderTest() {
  const database = mockTables();
  const client = new SQSClient({ region: 'eu-west-1' });
  const sqs = mockClient(client);
  const handler = createHandler(environmentOf('operator'), { db: database.db, sqs: client }, () => noon);
  return {
    database,
    reset: () => {
      database.reset();
      sqs.reset();
      sqs.on(GetQueueAttributesCommand).resolves({ Attributes: {} });
    },
    /** From now on the queue has so many messages, one of them in work. */
    hasMessages: (QueueUrl: string, messages: number) => {
      const Attributes = {
        ApproximateNumberOfMessages: String(messages - 1),
        ApproximateNumberOfMessagesNotVisible: '1',
      };
      sqs.on(GetQueueAttributesCommand, { QueueUrl }).resolves({ Attributes });
    },
    /** @param fields of its record */
    hasLicensor: (licensor: string, fields: object = {}) => {
      const createdAt = '2026-01-01T00:00:00.000Z';
      const record = { licensor, externalId: `herald-${licensor}`, tier: 'standard', createdAt, ...fields };
      database.put(tables.REGISTRY_TABLE, { ...record, ...licensorKey(licensor) });
      database.put(tables.REGISTRY_TABLE, listedLicensorKey(licensor));
    },
    hasTarget: (target: Target, health?: Health) => {
      database.put(tables.REGISTRY_TABLE, targetItem(target));
      if (health) database.put(tables.DELIVERIES_TABLE, { ...health, ...healthKey(health) });
    },
    call: async (route: RouteKey, request: Call = {}) => {
      const event = apiEvent(route, { authorizer: operator, ...request });
      const { statusCode, body } = await handler({ ...event, pathParameters: null }, contextOf());
      const answer = { status: statusCode, body: JSON.parse(body) };
      requireDocumented(route, answer.status, answer.body);
      return answer;
    },
  };
}
