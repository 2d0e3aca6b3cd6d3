// One logger per function. Log lines are JSON with ids and outcomes; never log a body, a query string or a
// credential.
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

export const createLog = (serviceName: string): Logger => new Logger({ serviceName });

/** Adds the invocation's id to all following log lines. */
export const startInvocation = (log: Logger, { awsRequestId }: Context): void =>
  log.appendKeys({ requestId: awsRequestId });

/** Converts a thrown value to an Error for the log. */
export const errorOf = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
