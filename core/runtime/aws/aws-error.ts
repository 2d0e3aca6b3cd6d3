// Classifies errors of AWS SDK calls: code, HTTP status, and whether a retry can help.
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

const throttleCodes = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'ProvisionedThroughputExceededException',
  'KmsThrottled',
  'KMSThrottlingException',
  'SlowDown',
]);

const denialCodes = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'NotAuthorizedException',
]);
const missingCodes = new Set([
  'QueueDoesNotExist',
  'NonExistentQueue',
  'NotFound',
  'NotFoundException',
  'ResourceNotFoundException',
]);

/** The code of an AWS error, without the prefix that some services add, e.g. `AWS.SimpleQueueService.`. */
export function codeOf(error: unknown): string {
  const name = error instanceof Error ? error.name : 'Unknown';
  return name.slice(name.lastIndexOf('.') + 1);
}

export const isThrottle = (error: unknown): boolean =>
  throttleCodes.has(codeOf(error)) || httpStatusOf(error) === 429;

/** Whether IAM denied the call. */
export const isDenied = (error: unknown): boolean => denialCodes.has(codeOf(error));

/** Whether the resource of the call does not exist. */
export const isMissing = (error: unknown): boolean => missingCodes.has(codeOf(error));

const answeredSchema = z.object({ $metadata: z.object({ httpStatusCode: z.number() }) });

/** The HTTP status of an AWS error; undefined if there was no answer. */
export function httpStatusOf(error: unknown): number | undefined {
  return answeredSchema.safeParse(error).data?.$metadata.httpStatusCode;
}

/** Whether a retry can help: the call was throttled, the service failed (5xx), or there was no answer. */
export function isTransient(error: unknown): boolean {
  const status = httpStatusOf(error);
  return isThrottle(error) || status === undefined || status >= 500;
}

/**
 * Waits before the next try: a random time below 50 ms * 2^tries, at most 2 s ("full jitter", AWS
 * Architecture Blog, "Exponential Backoff And Jitter").
 */
export const backoff = (tries: number): Promise<void> =>
  sleep(Math.random() * Math.min(2000, 50 * 2 ** tries));
