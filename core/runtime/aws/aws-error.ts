// What an error of an AWS SDK call means: its code, and whether a retry can help.
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

const throttles = new Set([
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

const denials = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'NotAuthorizedException',
]);
const absences = new Set([
  'QueueDoesNotExist',
  'NonExistentQueue',
  'NotFound',
  'NotFoundException',
  'ResourceNotFoundException',
]);

/** The code of an AWS error, without the prefixes that some services put before it. */
export function codeOf(error: unknown): string {
  const name = error instanceof Error ? error.name : 'Unknown';
  return name.slice(name.lastIndexOf('.') + 1);
}

export const isThrottle = (error: unknown): boolean =>
  throttles.has(codeOf(error)) || httpStatusOf(error) === 429;

/** Whether a policy refused the call. */
export const isDenied = (error: unknown): boolean => denials.has(codeOf(error));

/** Whether the queue, topic or bus is not there. */
export const isMissing = (error: unknown): boolean => absences.has(codeOf(error));

const answeredSchema = z.object({ $metadata: z.object({ httpStatusCode: z.number() }) });

/** The HTTP status of an AWS error; undefined if no answer came. */
export function httpStatusOf(error: unknown): number | undefined {
  return answeredSchema.safeParse(error).data?.$metadata.httpStatusCode;
}

/** Whether the same call may succeed later: throttled, the service's own fault, or no answer at all. */
export function isPassing(error: unknown): boolean {
  const status = httpStatusOf(error);
  return isThrottle(error) || status === undefined || status >= 500;
}

/** Waits before the next try: a random part of 50 ms, doubling, at most 2 s (AWS Builders' Library, "full jitter"). */
export const backoff = (tries: number): Promise<void> =>
  sleep(Math.random() * Math.min(2000, 50 * 2 ** tries));
