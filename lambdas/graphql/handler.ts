import type { Caller } from '../../core/model/api/licensor.ts';
import { composeRegistration } from '../../core/registration/composition.ts';
import { readEnvironment } from '../../core/runtime/environment/env.ts';
import { createHttpHandler, type Route } from '../../core/runtime/http/http-api.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { authProfileResolvers } from './auth-profile-resolvers.ts';
import { environment, type RouteKey } from './contract.ts';
import { errorBody } from './errors.ts';
import { graphqlRoute } from './graphql-route.ts';
import { noAwsRoles } from './no-aws-roles.ts';
import { subscriptionResolvers } from './subscription-resolvers.ts';
import { targetResolvers } from './target-resolvers.ts';

const env = readEnvironment(environment);
const log = createLog('graphql');
const composed = composeRegistration(env, () => noAwsRoles, log);
const { targets, profiles, clock } = composed;

const resolvers = {
  ...authProfileResolvers({ profiles, registration: composed.authProfiles, clock }),
  ...subscriptionResolvers(composed),
  ...targetResolvers(targets, clock),
};
const routes: Record<RouteKey, Route> = {
  'POST /{licensor}/graphql': graphqlRoute(resolvers, env.INTROSPECTION === 'on', log),
};

const mayCall = (caller: Caller, licensor: string): boolean =>
  caller.kind === 'partner' && caller.licensor === licensor;

const maxBodyBytes = 64 * 1024;

export const handler = createHttpHandler(routes, { mayCall, maxBodyBytes, errorBody }, log);
