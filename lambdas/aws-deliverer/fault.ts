// Turns an error of an AWS attempt into an outcome (docs/architecture.md, "Attempt outcomes"), or rethrows a
// failure inside Herald.
import type { Outcome } from '../../core/model/delivery/outcome.ts';
import { deliveryActions, keyActions } from '../../core/model/target/aws-destination.ts';
import type { AwsTarget } from '../../core/model/target/target.ts';
import { codeOf, isDenied, isMissing, isThrottle, isTransient } from '../../core/runtime/aws/aws-error.ts';
import { isClosed } from './partner-connections.ts';
import { AssumeRoleFailed } from './partner-role.ts';
import { EntryRefused } from './senders.ts';

const noun = { SQS: 'queue', SNS: 'topic', EVENTBRIDGE: 'event bus' } as const;

const expired = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
]);

/** Whether the session is no longer valid, so that a retry with a new session can help. */
export const isExpired = (error: unknown): boolean => expired.has(codeOf(error));

/**
 * Codes of the services for a text that they do not accept: its characters, its size, a parameter made of
 * it.
 */
const messageCodes = new Set([
  'InvalidMessageContents',
  'InvalidParameterValue',
  'InvalidParameterValueException',
  'InvalidParameter',
  'InvalidParameterException',
  'ParameterValueInvalid',
  'ValidationException',
  'MalformedDetail',
  'InvalidArgument',
  'RequestEntityTooLarge',
  'BatchRequestTooLong',
]);
/** The parameters that name the target: refusals of these are about the target. */
const targetParameters = /\b(?:QueueUrl|TopicArn|TargetArn|EventBusName)\b/;

const isAboutMessage = (error: unknown): boolean =>
  error instanceof Error && messageCodes.has(codeOf(error)) && !targetParameters.test(error.message);

/**
 * @returns the outcome of the attempt; its message tells the partner which policy to check
 * @throws the error itself for a failure inside Herald, e.g. STS is throttled or unavailable, or Herald lacks
 *   a permission
 */
export function outcomeOfFault(error: unknown, target: AwsTarget): Outcome {
  if (error instanceof AssumeRoleFailed) return outcomeOfRole(error, target);
  const code = codeOf(error);
  const { destination } = target;
  const wait = outcomeOfWait(error, destination);
  if (wait) return wait;
  if (/^kms/i.test(code))
    return config(
      `${destination} is encrypted with a key that the role may not use (${code}): ` +
        `allow ${keyActions.join(' and ')}`,
    );
  if (isDenied(error)) {
    return config(
      `permission policy: ${target.auth.assumeRoleArn} may not ${deliveryActions[target.type][0]} ` +
        `on ${destination} (${code})`,
    );
  }
  if (isMissing(error)) return config(`there is no ${noun[target.type]} ${destination} (${code})`);
  return outcomeOfRefusal(error, destination);
}

/**
 * The same for a partner event source, which Herald calls with its own credentials.
 * @param source the name of the source in AWS
 * @throws the error itself for a failure inside Herald, e.g. Herald lacks a permission or is not the partner
 *   in the name
 */
export function outcomeOfSourceFault(error: unknown, source: string): Outcome {
  const wait = outcomeOfWait(error, source);
  if (wait) return wait;
  if (isDenied(error) || isExpired(error) || codeOf(error).startsWith('NotAuthorizedForSource')) throw error;
  return outcomeOfRefusal(error, source);
}

function outcomeOfWait(error: unknown, destination: string): Outcome | undefined {
  const code = codeOf(error);
  // The SDK calls these a TimeoutError.
  if (isClosed(error))
    return { class: 'NETWORK', message: `${destination} closed the connection (${error.code})` };
  if (code === 'TimeoutError' || code === 'AbortError')
    return { class: 'TIMEOUT', message: `${destination} did not answer in time` };
  if (isThrottle(error)) return { class: 'THROTTLED', message: `${destination} is throttled (${code})` };
  return undefined;
}

function outcomeOfRefusal(error: unknown, destination: string): Outcome {
  const code = codeOf(error);
  if (error instanceof EntryRefused ? code === 'InternalFailure' : isTransient(error))
    return { class: 'SERVER_ERROR', message: `${destination} is unavailable (${code})` };
  if (isAboutMessage(error))
    return { class: 'MESSAGE_INVALID', message: `${destination} does not accept this event (${code})` };
  return config(`${destination} refused the event (${code})`);
}

function outcomeOfRole({ cause }: AssumeRoleFailed, { auth }: AwsTarget): Outcome {
  if (!isDenied(cause)) throw cause;
  return config(
    `trust policy: ${auth.assumeRoleArn} cannot be assumed ` +
      `with external id "${auth.externalId}" (${codeOf(cause)})`,
  );
}

const config = (message: string): Outcome => ({ class: 'CONFIG', message });
