// The deliveries function: partners see what became of each event, for each target, and send again.
import type { KMSClient } from '@aws-sdk/client-kms';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { composeHistory } from '../../core/history/composition.ts';
import { actsFor } from '../../core/model/api/licensor.ts';
import { heraldErrorOf } from '../../core/registration/refusals.ts';
import { createWriteGuard } from '../../core/registration/write-guard.ts';
import { createHttpHandler, type RoutesOf } from '../../core/runtime/http/http-api.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics } from '../../core/runtime/telemetry/metrics.ts';
import { createAnswerReader } from '../../core/store/deliveries/answers.ts';
import { createStatisticsReader } from '../../core/store/deliveries/statistics-reader.ts';
import { createWatermarks } from '../../core/store/deliveries/watermark.ts';
import type { environment } from './contract.ts';
import type { operations } from './operations.ts';
import { replayRoutes } from './replay-routes.ts';
import { deliveryRoutes } from './routes.ts';
import { statisticsRoutes } from './statistics-routes.ts';

/** No route has a larger body. */
const maxBodyBytes = 8 * 1024;

/** @param clock milliseconds since the epoch */
export function createHandler(
  env: z.output<typeof environment>,
  clients: { db: DynamoDBDocumentClient; sqs: SQSClient; kms: KMSClient },
  clock: () => number = Date.now,
) {
  const { db } = clients;
  const log = createLog('deliveries');
  const metrics = createMetrics('deliveries');
  const keyId = env.ANSWERS_KEY_ID;
  const answers = keyId === '' ? undefined : createAnswerReader(db, env.DELIVERIES_TABLE, keyId, clients.kms);
  const history = composeHistory(env, clients, log, clock, answers);
  const requireWritable = createWriteGuard(history.licensors);
  const statistics = {
    statistics: createStatisticsReader(db, env.DELIVERIES_TABLE),
    watermarks: createWatermarks(db, env.DELIVERIES_TABLE),
    targets: history.targets,
  };
  const routes: RoutesOf<typeof operations> = {
    ...deliveryRoutes(history),
    ...replayRoutes(history),
    ...statisticsRoutes(statistics, history.budget, clock),
  };
  return createHttpHandler(
    routes,
    { mayCall: actsFor, maxBodyBytes, requireWritable, heraldErrorOf },
    { log, metrics },
  );
}
