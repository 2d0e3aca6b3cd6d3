// The sessions function: links to the console, and the sessions that they begin.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { actsFor } from '../../core/model/api/licensor.ts';
import { heraldErrorOf } from '../../core/registration/refusals.ts';
import { createHttpHandler, type RoutesOf } from '../../core/runtime/http/http-api.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics } from '../../core/runtime/telemetry/metrics.ts';
import { createRecordChange } from '../../core/store/registry/change-records.ts';
import { createClients } from '../../core/store/registry/clients.ts';
import { createLicensors } from '../../core/store/registry/licensors.ts';
import { createMemberStore } from '../../core/store/registry/members.ts';
import { createSessionStore } from '../../core/store/registry/sessions.ts';
import { createAccessRoutes } from './access-routes.ts';
import type { environment } from './contract.ts';
import { createIdTokenReader } from './id-token.ts';
import { createMemberRoutes } from './member-routes.ts';
import type { operations } from './operations.ts';
import { createOperatorSessionRoutes } from './operator-session-routes.ts';
import { createSessionRoutes } from './routes.ts';
import { createSignIn } from './sign-in.ts';
import { createStart } from './start-session.ts';

/** The operations with a licensor in their path. */
type OfLicensors<O> = Pick<O, Extract<keyof O, `${string} /{licensor}/${string}`>>;

/** An ID token is the largest. */
const maxBodyBytes = 12 * 1024;

/** @param clock milliseconds since the epoch */
export function createHandler(
  env: z.output<typeof environment>,
  { db }: { db: DynamoDBDocumentClient },
  clock: () => number = Date.now,
) {
  const sessions = createSessionStore(db, env.REGISTRY_TABLE);
  const deps = {
    sessions,
    licensors: createLicensors(db, env.REGISTRY_TABLE),
    clients: createClients(db, env.REGISTRY_TABLE),
    recordChange: createRecordChange(env.REGISTRY_TABLE, env.CHANGES_KEPT_DAYS, clock),
    stage: env.STAGE,
    consoleOrigin: env.CONSOLE_ORIGIN,
    clock,
  };
  const members = createMemberStore(db, env.REGISTRY_TABLE);
  const { SIGN_IN_ISSUER: issuer, SIGN_IN_JWKS_URL: jwksUrl, SIGN_IN_CLIENT_ID: clientId } = env;
  const readIdToken = issuer === '' ? undefined : createIdTokenReader(issuer, jwksUrl, clientId);
  const routes: RoutesOf<OfLicensors<typeof operations>> = {
    ...createSessionRoutes(deps),
    ...createAccessRoutes(deps),
    ...createMemberRoutes({ ...deps, members }),
  };
  return createHttpHandler(
    routes,
    {
      // The platform only makes links: its policy allows no other route here.
      mayCall: (caller, licensor) => caller.kind === 'platform' || actsFor(caller, licensor),
      maxBodyBytes,
      heraldErrorOf,
      publicRoutes: {
        'POST /portal-sessions': createStart(deps),
        'POST /sign-ins': createSignIn({ ...deps, readIdToken, members }),
      },
      operatorRoutes: createOperatorSessionRoutes(deps),
    },
    { log: createLog('sessions'), metrics: createMetrics('sessions') },
  );
}
