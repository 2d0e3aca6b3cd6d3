// The operator function: what operators see of the whole installation. It changes nothing.
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { parseInput } from '../../core/model/api/parse.ts';
import { createHttpHandler, type OperatorRoutesOf } from '../../core/runtime/http/http-api.ts';
import { pageQuerySchema } from '../../core/runtime/http/paging.ts';
import { createLog } from '../../core/runtime/telemetry/log.ts';
import { createMetrics } from '../../core/runtime/telemetry/metrics.ts';
import type { environment } from './contract.ts';
import { createLicensorPages } from './licensor-pages.ts';
import type { operations } from './operations.ts';
import { createSurvey } from './survey.ts';

export type Environment = z.output<typeof environment>;
export type Clients = { db: DynamoDBDocumentClient; sqs: SQSClient };

/** No operation has a body. */
const maxBodyBytes = 1024;

/** @param clock milliseconds since the epoch */
export function createHandler(env: Environment, clients: Clients, clock: () => number = Date.now) {
  const survey = createSurvey(env, clients, clock);
  const licensorPage = createLicensorPages(env, clients);
  const operatorRoutes: OperatorRoutesOf<typeof operations> = {
    'GET /operator/survey': async () => ({ status: 200, body: await survey() }),
    'GET /operator/licensors': async ({ query }) => ({
      status: 200,
      body: await licensorPage(parseInput(pageQuerySchema, query, 'query')),
    }),
  };
  return createHttpHandler(
    {},
    { mayCall: () => false, maxBodyBytes, operatorRoutes },
    { log: createLog('operator'), metrics: createMetrics('operator') },
  );
}
