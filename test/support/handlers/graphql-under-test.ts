// The handlers of the GraphQL and the REST API on the same tables in memory, for onboarded licensors.

import { CreatePartnerEventSourceCommand } from '@aws-sdk/client-eventbridge';
import { createHandler } from '../../../lambdas/graphql/create-handler.ts';
import { apiEvent, type Call } from '../builders/api-event.ts';
import { contextOf } from '../builders/lambda-context.ts';
import { requireDocumented } from './documented-answer.ts';
import { environmentOf } from './environments.ts';
import { mockQueues } from './queues.ts';
import { createRegisteringApi } from './registering-api.ts';

export const route = 'POST /{licensor}/graphql';

export function createGraphql(variables: Record<string, string> = {}) {
  const api = createRegisteringApi();
  const queues = mockQueues();
  const handler = createHandler(environmentOf('graphql', variables), {
    ...api.clients,
    sqs: queues.client(),
  });

  const call = async (call: Call) => {
    const { statusCode, body, headers } = await handler(apiEvent(route, call), contextOf());
    const answer = { status: statusCode, body: JSON.parse(body), headers, text: body };
    requireDocumented(route, answer.status, answer.body);
    return answer;
  };
  return {
    rest: api.call,
    database: api.database,
    queues,
    kms: api.kms,
    hasTarget: api.hasTarget,
    hasSubscription: api.hasSubscription,
    refuse: api.refuse,
    written: api.written,
    call,
    /** Sends a document. @returns the body of the answer */
    ask: async (query: string, more: object = {}) => (await call({ body: { query, ...more } })).body,
    /** The creations and deletions of partner event sources, in order. */
    sources: () =>
      api.eventBridge
        .calls()
        .map(({ firstArg }) => [
          firstArg instanceof CreatePartnerEventSourceCommand ? 'created' : 'deleted',
          firstArg.input.Name,
        ]),
    reset: api.reset,
  };
}
