// The partner's role, assumed for one destination. No resource of a partner's is ever reached with Herald's own credentials; a partner
// event source is Herald's own, and so needs no role.
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AwsTarget } from '../../core/model/target/target.ts';
import { sessionPolicy } from './session-policy.ts';

/** Short, so that a partner who withdraws the role's trust is soon obeyed; the least that STS allows. */
const sessionSeconds = 900;

/** The role could not be assumed; `cause` is what STS said. */
export class AssumeRoleFailed extends Error {
  override readonly name = 'AssumeRoleFailed';
}

/**
 * A credential provider for the SDK, which calls it once for concurrent requests and again shortly before expiry.
 * @param deadlineMs for STS to answer, in all its tries
 * @param onAssume told of each session that is asked for
 * @throws AssumeRoleFailed
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
