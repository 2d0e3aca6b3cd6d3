// One logger per function: JSON lines with ids and outcomes; never a body, a query string or a credential.
import { Logger } from '@aws-lambda-powertools/logger';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

export const createLog = (serviceName: string): Logger => new Logger({ serviceName });

/** An error as a log line carries it. */
export const errorOf = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
