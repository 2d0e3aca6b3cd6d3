// The publisher of a function: `publish` with all that an invocation has in common.

import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { PublishAnswer } from '../model/event/publish-result.ts';
import type { Trace } from '../model/event/trace.ts';
import type { Metrics } from '../runtime/telemetry/metrics.ts';
import { createEvents } from '../store/events/events.ts';
import { knowLicensors } from '../store/registry/known-licensors.ts';
import { createLicensors } from '../store/registry/licensors.ts';
import type { UnknownLicensors } from './contract.ts';
import { publish } from './publish.ts';

/** The variables that the publisher needs. */
export type PublisherEnvironment = {
  EVENTS_TABLE: string;
  EVENT_PAGES_TABLE: string;
  REGISTRY_TABLE: string;
  UNKNOWN_LICENSORS: UnknownLicensors;
  ACCOUNT_ID: string;
  AWS_REGION: string;
};

/** How long writes are retried, milliseconds: well below the 29 s that API Gateway waits. */
const tryForMs = 10_000;

export type Publisher = (licensor: string, sent: readonly unknown[], trace?: Trace) => Promise<PublishAnswer>;

/** @returns a function that stores events for a licensor, as `publish` does */
export function createPublisher(
  env: PublisherEnvironment,
  { db, log, metrics }: { db: DynamoDBDocumentClient; log: Logger; metrics: Metrics },
): Publisher {
  const events = createEvents(db, { events: env.EVENTS_TABLE, eventPages: env.EVENT_PAGES_TABLE });
  const knowsLicensor = knowLicensors(createLicensors(db, env.REGISTRY_TABLE), Date.now, log);
  const installation = { account: env.ACCOUNT_ID, region: env.AWS_REGION };
  return (licensor, sent, trace) => {
    const until = Date.now() + tryForMs;
    return publish(licensor, sent, {
      events,
      knowsLicensor,
      unknownLicensors: env.UNKNOWN_LICENSORS,
      installation,
      clock: Date.now,
      mayRetry: () => Date.now() < until,
      metrics,
      trace,
    });
  };
}
