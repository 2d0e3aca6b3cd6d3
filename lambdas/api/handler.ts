import { topics, viewOfTopic } from '../../core/catalog/catalog.ts';
import type { Caller } from '../../core/model/api/licensor.ts';
import { createAwsAdmission } from '../../core/registration/aws-admission.ts';
import { composeRegistration } from '../../core/registration/composition.ts';
import { createInvoke } from '../../core/runtime/aws/invoke.ts';
import { readEnvironment } from '../../core/runtime/environment/env.ts';
import { createHttpHandler, type Route } from '../../core/runtime/http/http-api.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { authProfileRoutes } from './auth-profile-routes.ts';
import { environment, type RouteKey } from './contract.ts';
import { deliveryRoleRoute } from './delivery-role.ts';
import { subscriptionRoutes } from './subscription-routes.ts';
import { targetRoutes } from './target-routes.ts';
import { testRoute } from './test-route.ts';

const env = readEnvironment(environment);
const log = createLog('api');
const invoke = createInvoke();
const admission = { invoke, log, verifier: env.VERIFIER, unprovenTrust: env.UNPROVEN_TRUST };
const composed = composeRegistration(env, licensors => createAwsAdmission({ ...admission, licensors }), log);
const { targets, profiles, subscriptions, licensors, clock } = composed;

const deliverers = { webhook: env.WEBHOOK_DELIVERER, aws: env.AWS_DELIVERER };
const deliveryRole = { licensors, account: env.ACCOUNT_ID, deliveryRolePattern: env.DELIVERY_ROLE_PATTERN };

const routes: Record<RouteKey, Route> = {
  ...targetRoutes(targets, composed.registration, clock),
  'POST /{licensor}/notifications/targets/{targetId}/test': testRoute({ targets, invoke, deliverers, clock }),
  'GET /{licensor}/notifications/delivery-role': deliveryRoleRoute(deliveryRole),
  ...authProfileRoutes(profiles, composed.authProfiles, clock),
  ...subscriptionRoutes(subscriptions, composed.subscribing),
  'GET /{licensor}/notifications/topics': async () => ({
    status: 200,
    body: { topics: topics.map(viewOfTopic) },
  }),
};

const mayCall = (caller: Caller, licensor: string): boolean =>
  caller.kind === 'partner' && caller.licensor === licensor;

/** A subscription with 10 event types and 40 targets under each is 12 kB. */
const maxBodyBytes = 64 * 1024;

export const handler = createHttpHandler(routes, { mayCall, maxBodyBytes }, log);
