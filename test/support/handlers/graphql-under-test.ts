// The exported GraphQL function beside the REST function, on the same tables, for an onboarded licensor.
import {
  CreatePartnerEventSourceCommand,
  DeletePartnerEventSourceCommand,
  EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { apiEvent, type Call } from '../builders/api-event.ts';
import { contextOf } from '../builders/lambda-context.ts';
import { stubEnvironment } from './handler-under-test.ts';
import { loadRegisteringApi } from './registering-api.ts';

export const route = 'POST /{licensor}/graphql';

export async function loadGraphql(environment: Record<string, string> = {}) {
  const api = await loadRegisteringApi();
  const eventBridge = mockClient(EventBridgeClient);
  stubEnvironment('graphql', environment);
  const { handler } = await import('../../../lambdas/graphql/handler.ts');

  const call = async (call: Call) => {
    const { statusCode, body, headers } = await handler(apiEvent(route, call), contextOf());
    return { status: statusCode, body: JSON.parse(body), headers, text: body };
  };
  return {
    rest: api.call,
    database: api.database,
    kms: api.kms,
    hasTarget: api.hasTarget,
    hasSubscription: api.hasSubscription,
    refuse: api.refuse,
    written: api.written,
    call,
    /** Asks for a document, and answers with the body. */
    ask: async (query: string, more: object = {}) => (await call({ body: { query, ...more } })).body,
    /** The partner event sources that were made and deleted in AWS, in order. */
    sources: () =>
      eventBridge
        .calls()
        .map(({ firstArg }) => [
          firstArg instanceof CreatePartnerEventSourceCommand ? 'created' : 'deleted',
          firstArg.input.Name,
        ]),
    reset: (): void => {
      api.reset();
      eventBridge.reset();
      eventBridge.on(CreatePartnerEventSourceCommand).resolves({ EventSourceArn: 'arn' });
      eventBridge.on(DeletePartnerEventSourceCommand).resolves({});
    },
  };
}
