// Verifies a partner's role and queue. It must be possible to assume the role with the external id, and
// impossible without it or with another one. Otherwise another licensor who knows the role's ARN could make
// Herald use it (IAM User Guide, "The confused deputy problem").
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { RefusalStep, Verdict, VerificationRequest } from '../../core/model/target/verification.ts';

/**
 * @returns temporary credentials; undefined if STS denies them.
 * @throws other errors of STS: failures inside Herald
 */
export type Assume = (roleArn: string, externalId: string | undefined) => Promise<Session | undefined>;
export type Session = { accessKeyId: string; secretAccessKey: string; sessionToken: string | undefined };
/** Looks a queue up with the credentials of a session. */
export type FindQueue = (queueArn: string, session: Session) => Promise<'FOUND' | 'MISSING' | 'DENIED'>;

export type VerifyDeps = {
  assume: Assume;
  findQueue: FindQueue;
  /** The pattern of the deliverers' role names, for the message to the partner. */
  deliveryRolePattern: string;
  /**
   * How long a denied AssumeRole is retried, because a new role takes time to reach all of IAM, milliseconds.
   */
  patienceMs: number;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** Waits for a time in milliseconds; tests replace it. */
  pause?: (ms: number) => Promise<unknown>;
};

/**
 * The pause after the first denied AssumeRole, milliseconds. It doubles each time: a `patienceMs` of 10 s is
 * four calls in 7 s.
 */
const firstPauseMs = 1000;

/** @throws errors of STS and SQS that are failures inside Herald */
export async function verify(request: VerificationRequest, deps: VerifyDeps): Promise<Verdict> {
  const { assumeRoleArn, externalId, destination, type } = request;
  const session = await assumeWithRetries(request, deps);
  if (!session) {
    return refused(
      'ROLE_NOT_ASSUMABLE',
      ['auth', 'assumeRoleArn'],
      `${assumeRoleArn} cannot be assumed with external id "${externalId}": ` +
        `either the role does not exist, or its trust policy does not allow Herald's account root ` +
        `with aws:PrincipalArn ${deps.deliveryRolePattern}, or it requires another sts:ExternalId`,
    );
  }
  if (await deps.assume(assumeRoleArn, undefined)) {
    return refused(
      'ASSUMABLE_WITHOUT_EXTERNAL_ID',
      ['auth', 'assumeRoleArn'],
      `${assumeRoleArn} can be assumed without an external id: ` +
        `add the condition StringEquals sts:ExternalId "${externalId}"`,
    );
  }
  for (const wrong of wrongIds(externalId)) {
    if (await deps.assume(assumeRoleArn, wrong)) {
      return refused(
        'ASSUMABLE_WITH_ANY_EXTERNAL_ID',
        ['auth', 'assumeRoleArn'],
        `${assumeRoleArn} can be assumed with other external ids: ` +
          `its condition must be StringEquals sts:ExternalId "${externalId}"`,
      );
    }
  }
  if (type !== 'SQS') return { verdict: 'ACCEPTED', verification: { role: 'PROVEN', resource: 'UNPROVEN' } };
  switch (await deps.findQueue(destination, session)) {
    case 'FOUND':
      return { verdict: 'ACCEPTED', verification: { role: 'PROVEN', resource: 'PROVEN' } };
    case 'MISSING':
      return refused('QUEUE_MISSING', ['destination'], `there is no queue ${destination}`);
    case 'DENIED':
      return refused(
        'QUEUE_DENIED',
        ['destination'],
        `${assumeRoleArn} may not sqs:GetQueueUrl on ${destination}: see its permission policy`,
      );
  }
}

/**
 * External ids that a role must not accept: a random one, and one with the beginning of the right id, which a
 * pattern such as `herald-*` would accept. A trust policy that accepts further fixed ids cannot be detected.
 */
function wrongIds(externalId: string): string[] {
  const kept = externalId.slice(0, Math.ceil(externalId.length / 2));
  const tail = randomUUID().replaceAll('-', '').repeat(40);
  return [`wrong-${randomUUID()}`, kept + tail.slice(0, externalId.length - kept.length)];
}

/** Retries a denied AssumeRole for `patienceMs`, because a new role takes seconds to reach all of IAM. */
async function assumeWithRetries(
  { assumeRoleArn, externalId }: VerificationRequest,
  deps: VerifyDeps,
): Promise<Session | undefined> {
  const { pause = setTimeout } = deps;
  const until = deps.clock() + deps.patienceMs;
  for (let pauseMs = firstPauseMs; ; pauseMs *= 2) {
    const session = await deps.assume(assumeRoleArn, externalId);
    if (session || deps.clock() + pauseMs > until) return session;
    await pause(pauseMs);
  }
}

const refused = (step: RefusalStep, path: string[], message: string): Verdict => ({
  verdict: 'REFUSED',
  step,
  path,
  message,
});
