// Assumes the partner's role for one destination. Herald never uses its own credentials for a partner's
// resource. (A partner event source belongs to Herald's account and needs no role.)
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AwsTarget } from '../../core/model/target/target.ts';
import { sessionPolicy } from './session-policy.ts';

/**
 * The minimum of STS, seconds: if a partner removes Herald from the role's trust policy, access soon ends.
 */
const sessionSeconds = 900;

/** AssumeRole failed; `cause` is the error of STS. */
export class AssumeRoleFailed extends Error {
  override readonly name = 'AssumeRoleFailed';
}

/**
 * Creates a credential provider for an SDK client. The SDK calls it once for concurrent requests, and again
 * shortly before the session expires.
 * @param deadlineMs the deadline for STS with all retries, milliseconds
 * @param onAssume called before each AssumeRole
 * @returns a provider that throws AssumeRoleFailed
 */
export function assumeRole(
  sts: STSClient,
  { type, destination, auth, targetId }: AwsTarget,
  deadlineMs: number,
  onAssume: () => void = () => {},
) {
  const command = new AssumeRoleCommand({
    RoleArn: auth.assumeRoleArn,
    ExternalId: auth.externalId,
    RoleSessionName: `herald-${targetId}`,
    DurationSeconds: sessionSeconds,
    Policy: sessionPolicy(type, destination),
  });
  return async () => {
    onAssume();
    const abortSignal = AbortSignal.timeout(deadlineMs);
    const { Credentials: session } = await sts.send(command, { abortSignal }).catch((error: unknown) => {
      throw new AssumeRoleFailed('AssumeRole failed', { cause: error });
    });
    if (!session?.AccessKeyId || !session.SecretAccessKey)
      throw new Error('STS answered without credentials');
    return {
      accessKeyId: session.AccessKeyId,
      secretAccessKey: session.SecretAccessKey,
      sessionToken: session.SessionToken,
      expiration: session.Expiration,
    };
  };
}
