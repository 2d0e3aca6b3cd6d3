// The sessions function: links to the console, and the sessions that they begin.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { actsFor } from '../../core/model/api/licensor.ts';
import { heraldErrorOf } from '../../core/registration/refusals.ts';
import { createHttpHandler } from '../../core/runtime/http/http-api.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics } from '../../core/runtime/telemetry/metrics.ts';
import { createRecordChange } from '../../core/store/registry/change-records.ts';
import { createLicensors } from '../../core/store/registry/licensors.ts';
import { createSessionStore } from '../../core/store/registry/sessions.ts';
import type { environment } from './contract.ts';
import { createSessionRoutes } from './routes.ts';
import { createStart } from './start-session.ts';

const maxBodyBytes = 4 * 1024;

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
    recordChange: createRecordChange(env.REGISTRY_TABLE, env.CHANGES_KEPT_DAYS, clock),
    stage: env.STAGE,
    consoleOrigin: env.CONSOLE_ORIGIN,
    clock,
  };
  return createHttpHandler(
    createSessionRoutes(deps),
    {
      // The platform only makes links: its policy allows no other route here.
      mayCall: (caller, licensor) => caller.kind === 'platform' || actsFor(caller, licensor),
      maxBodyBytes,
      heraldErrorOf,
      publicRoutes: { 'POST /portal-sessions': createStart(deps) },
    },
    { log: createLog('sessions'), metrics: createMetrics('sessions') },
  );
}
