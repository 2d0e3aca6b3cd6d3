// Is this really the partner's to give? The role must be assumable with the external id, and must not be without it or with another
// one: otherwise anybody who knows the role's name could have us use it for them (IAM User Guide, "The confused deputy problem").
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { RefusalStep, Verdict, VerificationRequest } from '../../core/model/target/verification.ts';

/** Temporary credentials, or undefined if STS denies them. Throws for anything else: our own failure. */
export type Assume = (roleArn: string, externalId: string | undefined) => Promise<Session | undefined>;
export type Session = { accessKeyId: string; secretAccessKey: string; sessionToken: string | undefined };
/** What SQS says of a queue to a session. */
export type FindQueue = (queueArn: string, session: Session) => Promise<'FOUND' | 'MISSING' | 'DENIED'>;

export type VerifyDeps = {
  assume: Assume;
  findQueue: FindQueue;
  /** What `aws:PrincipalArn` in the trust policy should match. */
  deliveryRolePattern: string;
  /** How long a role may still be on its way through IAM, milliseconds. */
  patienceMs: number;
  clock: () => number;
  /** Waits milliseconds. */
  pause?: (ms: number) => Promise<unknown>;
};

const pauseMs = 1000;

/** @throws what STS or SQS throw for a reason of ours */
export async function verify(request: VerificationRequest, deps: VerifyDeps): Promise<Verdict> {
  const { assumeRoleArn, externalId, destination, type } = request;
  const session = await assumePatiently(request, deps);
  if (!session) {
    return refused(
      'ROLE_NOT_ASSUMABLE',
      ['auth', 'assumeRoleArn'],
      `${assumeRoleArn} cannot be assumed with external id "${externalId}": either there is no such role, or its trust ` +
        `policy does not allow our account root under aws:PrincipalArn ${deps.deliveryRolePattern}, or it asks for another sts:ExternalId`,
    );
  }
  if (await deps.assume(assumeRoleArn, undefined)) {
    return refused(
      'ASSUMABLE_WITHOUT_EXTERNAL_ID',
      ['auth', 'assumeRoleArn'],
      `${assumeRoleArn} can be assumed without an external id: add the condition StringEquals sts:ExternalId "${externalId}"`,
    );
  }
  for (const wrong of wrongIds(externalId)) {
    if (await deps.assume(assumeRoleArn, wrong)) {
      return refused(
        'ASSUMABLE_WITH_ANY_EXTERNAL_ID',
        ['auth', 'assumeRoleArn'],
        `${assumeRoleArn} can be assumed with other external ids: its condition must be StringEquals sts:ExternalId "${externalId}"`,
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
 * Ids that a role must not accept: one that is nobody's, and one that looks like the right one, which a pattern such as
 * `herald-*` lets through. A trust policy that lists further ids cannot be found out.
 */
function wrongIds(externalId: string): string[] {
  const kept = externalId.slice(0, Math.ceil(externalId.length / 2));
  const tail = randomUUID().replaceAll('-', '').repeat(40);
  return [`wrong-${randomUUID()}`, kept + tail.slice(0, externalId.length - kept.length)];
}

/** New roles take seconds to be known everywhere, so a denial is final only after a while. */
async function assumePatiently(
  { assumeRoleArn, externalId }: VerificationRequest,
  deps: VerifyDeps,
): Promise<Session | undefined> {
  const { pause = setTimeout } = deps;
  const until = deps.clock() + deps.patienceMs;
  for (;;) {
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
