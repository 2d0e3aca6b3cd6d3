// The REST API: targets, auth profiles, subscriptions, topics and change records.
import type * as z from 'zod';
import { viewsOfTopics } from '../../core/catalog/topic-view.ts';
import { actsFor } from '../../core/model/api/licensor.ts';
import { composeRegistration, type RegistrationClients } from '../../core/registration/composition.ts';
import { heraldErrorOf } from '../../core/registration/refusals.ts';
import { createWaitingRequests } from '../../core/registration/waiting-requests.ts';
import type { Invoke } from '../../core/runtime/aws/invoke.ts';
import type { HostExists } from '../../core/runtime/host-lookup.ts';
import { createHttpHandler, type RoutesOf } from '../../core/runtime/http/http-api.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics } from '../../core/runtime/telemetry/metrics.ts';
import { createLeases } from '../../core/store/deliveries/leases.ts';
import { authProfileRoutes } from './auth-profile-routes.ts';
import { changeRoutes } from './change-routes.ts';
import type { environment } from './contract.ts';
import { deliveryRoleRoute } from './delivery-role.ts';
import type { operations } from './operations.ts';
import { subscriptionRoutes } from './subscription-routes.ts';
import { targetRoutes } from './target-routes.ts';
import { testRoute } from './test-route.ts';
import { createWarnings } from './warnings.ts';

/** The largest subscription (10 event types with 40 targets each) is 12 kB. */
const maxBodyBytes = 64 * 1024;

export function createHandler(
  env: z.output<typeof environment>,
  { invoke, hostExists, ...clients }: RegistrationClients & { invoke: Invoke; hostExists: HostExists },
) {
  const log = createLog('api');
  const metrics = createMetrics('api');
  const clock = Date.now;
  const limits = { perLicensor: env.WAITING_REQUESTS_PER_LICENSOR, inAll: env.WAITING_REQUESTS_IN_ALL };
  const leases = createLeases(clients.db, env.DELIVERIES_TABLE, limits);
  const waitingRequests = createWaitingRequests({ leases, limits, clock, log });
  const { VERIFIER: verifier, UNPROVEN_TRUST: unprovenTrust } = env;
  const verification = { invoke, waitingRequests, verifier, unprovenTrust };
  const registration = composeRegistration(env, clients, verification, { log, clock });
  const { targets, statuses, healths, profiles, subscriptions, licensors, requireWritable } = registration;
  const warnings = createWarnings(hostExists, env.EXTRA_ORIGINS);
  const deliverers = { webhook: env.WEBHOOK_DELIVERER, aws: env.AWS_DELIVERER };

  const routes: RoutesOf<typeof operations> = {
    ...targetRoutes(targets, { statuses, healths }, registration.targetRegistration, warnings, clock),
    'POST /{licensor}/notifications/targets/{targetId}/test': testRoute({
      targets,
      statuses,
      invoke,
      waitingRequests,
      deliverers,
      clock,
    }),
    'GET /{licensor}/notifications/delivery-role': deliveryRoleRoute({
      licensors,
      home: { account: env.ACCOUNT_ID, partition: env.PARTITION },
      deliveryRolePattern: env.DELIVERY_ROLE_PATTERN,
      templatesUrl: env.PARTNER_TEMPLATES_URL,
    }),
    ...authProfileRoutes(profiles, registration.authProfileRegistration, warnings, clock),
    ...subscriptionRoutes(subscriptions, registration.subscriptionRegistration),
    ...changeRoutes(registration.changes),
    'GET /{licensor}/notifications/topics': async () => ({
      status: 200,
      body: { topics: viewsOfTopics() },
    }),
  };
  return createHttpHandler(
    routes,
    { mayCall: actsFor, maxBodyBytes, requireWritable, heraldErrorOf },
    { log, metrics },
  );
}
