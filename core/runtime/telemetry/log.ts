// One logger per function: JSON lines with ids and outcomes; never a body, a query string or a credential.
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

export const createLog = (serviceName: string): Logger => new Logger({ serviceName });

/** From here on, lines carry the id of the invocation, by which CloudWatch finds its other lines. */
export const startInvocation = (log: Logger, { awsRequestId }: Context): void =>
  log.appendKeys({ requestId: awsRequestId });

/** An error as a log line carries it. */
export const errorOf = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
