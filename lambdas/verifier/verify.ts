// Verifies a partner's role and queue. It must be possible to assume the role with the external id, and
// impossible without it or with one that resembles it. Otherwise another licensor who knows the role's ARN
// could make Herald use it (IAM User Guide, "The confused deputy problem").
import { setTimeout } from 'node:timers/promises';
import type { RefusalStep, Verdict, VerificationRequest } from '../../core/model/target/verification.ts';
import { probesFor } from './probes.ts';

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

/**
 * Calls AssumeRole once with the right external id, more often only if it is denied, then at once without an
 * id and with at most `mostProbes` other ids.
 * @throws errors of STS and SQS that are failures inside Herald
 */
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
  const probes = probesFor(externalId);
  const [withoutId, ...withOtherId] = await Promise.all(
    [undefined, ...probes.map(probe => probe.externalId)].map(id => deps.assume(assumeRoleArn, id)),
  );
  if (withoutId) {
    return refused(
      'ASSUMABLE_WITHOUT_EXTERNAL_ID',
      ['auth', 'assumeRoleArn'],
      `${assumeRoleArn} can be assumed without an external id: ` +
        `add the condition StringEquals sts:ExternalId "${externalId}"`,
    );
  }
  const accepted = probes.find((_, index) => withOtherId[index]);
  if (accepted) {
    return refused(
      'ASSUMABLE_WITH_ANY_EXTERNAL_ID',
      ['auth', 'assumeRoleArn'],
      `${assumeRoleArn} can be assumed with other external ids, for example with ${accepted.what}: ` +
        `its condition must be StringEquals sts:ExternalId "${externalId}", without wildcards`,
    );
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
