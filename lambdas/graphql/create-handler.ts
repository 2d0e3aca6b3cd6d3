// The GraphQL API. It shares the model and the registration code with the REST API.
import type { SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import { composeHistory } from '../../core/history/composition.ts';
import { actsFor } from '../../core/model/api/licensor.ts';
import { composeRegistration, type RegistrationClients } from '../../core/registration/composition.ts';
import { createHttpHandler, type RoutesOf } from '../../core/runtime/http/http-api.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics } from '../../core/runtime/telemetry/metrics.ts';
import { createAnswerReader } from '../../core/store/deliveries/answers.ts';
import { createBudgetStore } from '../../core/store/deliveries/budgets.ts';
import { authProfileResolvers } from './auth-profile-resolvers.ts';
import { changeResolvers } from './change-resolvers.ts';
import type { environment } from './contract.ts';
import { deliveryResolvers } from './delivery-resolvers.ts';
import { errorBody } from './errors.ts';
import { graphqlRoute } from './graphql-route.ts';
import { createChargeMutations, mutationBudget } from './mutation-budget.ts';
import type { operations } from './operations.ts';
import { replayResolvers } from './replay-resolvers.ts';
import type { RootResolvers } from './root-resolvers.ts';
import { subscriptionResolvers } from './subscription-resolvers.ts';
import { targetResolvers } from './target-resolvers.ts';

const maxBodyBytes = 64 * 1024;

export function createHandler(
  env: z.output<typeof environment>,
  clients: RegistrationClients & { sqs: SQSClient },
) {
  const log = createLog('graphql');
  const metrics = createMetrics('graphql');
  const clock = Date.now;
  const { db, kms } = clients;
  // No verification is needed: AWS targets with a role can only be registered through the REST API.
  const registration = composeRegistration(env, clients, undefined, { log, clock });
  const { targets, statuses, healths, profiles, authProfileRegistration, requireWritable } = registration;
  const keyId = env.ANSWERS_KEY_ID;
  const answers = keyId === '' ? undefined : createAnswerReader(db, env.DELIVERIES_TABLE, keyId, kms);
  const history = composeHistory(env, clients, log, clock, answers);
  const resolvers: RootResolvers = {
    ...authProfileResolvers({ profiles, registration: authProfileRegistration, clock }),
    ...changeResolvers(registration.changes),
    ...subscriptionResolvers(registration),
    ...deliveryResolvers(history),
    ...replayResolvers(history),
    ...targetResolvers(targets, { statuses, healths }, clock),
  };
  const budget = createBudgetStore(db, env.DELIVERIES_TABLE, 'mutations', mutationBudget);
  const charge = createChargeMutations(budget, clock);
  const routes: RoutesOf<typeof operations> = {
    'POST /{licensor}/graphql': graphqlRoute(
      resolvers,
      { requireWritable, charge },
      env.INTROSPECTION === 'on',
      log,
    ),
  };
  return createHttpHandler(routes, { mayCall: actsFor, maxBodyBytes, errorBody }, { log, metrics });
}
