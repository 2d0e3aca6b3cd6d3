// Targets in a partner's AWS account, to which Herald sends with the partner's role. Before such a target is
// stored, Herald checks that the licensor may use the external id, and the verifier proves that the role
// belongs to the partner.
import { badRequest, HeraldError } from '../model/api/herald-error.ts';
import { isOwnExternalId, type LicensorRecord } from '../model/api/licensor.ts';
import { parseArn } from '../model/target/aws-destination.ts';
import type { ClaimedId } from '../model/target/external-id-claim.ts';
import type { AwsTarget, TargetInput } from '../model/target/target.ts';
import { type Home, issueOfAccounts } from '../model/target/target-accounts.ts';
import { isUnprovenTrust, type Verification, verdictSchema } from '../model/target/verification.ts';
import type { Invoke } from '../runtime/aws/invoke.ts';
import type { Log } from '../runtime/telemetry/log.ts';
import type { Action } from '../store/dynamodb/transaction.ts';
import type { ExternalIdClaims } from '../store/registry/external-id-claims.ts';
import type { Licensors } from '../store/registry/licensors.ts';
import type { WaitingRequests } from './waiting-requests.ts';

export type AwsInput = Exclude<TargetInput, { type: 'WEBHOOK' | 'EVENTBRIDGE_PARTNER' }>;
/** An input with an external id. */
export type CompleteAwsInput = AwsInput & { auth: { externalId: string } };

export type AwsTargetDeps = {
  licensors: Licensors;
  claims: ExternalIdClaims;
  home: Home;
  /** Undefined in a function that does not register AWS targets. */
  verification: VerificationDeps | undefined;
  /** Milliseconds since the epoch. */
  clock: () => number;
  log: Log;
};
export type VerificationDeps = {
  invoke: Invoke;
  waitingRequests: Pick<WaitingRequests, 'run'>;
  /** Name or ARN of the verifier function. */
  verifier: string;
  /** How to treat a role whose trust policy would let other licensors use it through Herald. */
  unprovenTrust: 'refuse' | 'warn';
};

export type AwsTargets = ReturnType<typeof createAwsTargets>;

export function createAwsTargets({ licensors, claims, home, verification, clock, log }: AwsTargetDeps) {
  /** @throws HeraldError BAD_REQUEST with the verifier's message; TOO_MANY_REQUESTS */
  const verify = async (
    licensor: string,
    { type, destination, auth }: CompleteAwsInput,
  ): Promise<Verification> => {
    if (!verification) throw new Error('this function does not register AWS targets');
    const { invoke, waitingRequests, verifier, unprovenTrust } = verification;
    const verdict = await waitingRequests.run(licensor, () =>
      invoke(verifier, { type, destination, ...auth }, verdictSchema),
    );
    if (verdict.verdict === 'ACCEPTED') return verdict.verification;
    if (unprovenTrust === 'warn' && isUnprovenTrust(verdict.step)) {
      log.warn('target accepted with unproven trust', { licensor, destination, step: verdict.step });
      return { role: 'UNPROVEN', resource: 'UNPROVEN' };
    }
    throw badRequest(verdict.path, `${verdict.message} (${verdict.step})`);
  };

  return {
    /**
     * Checks accounts and partitions. Adds the licensor's own external id if the input has none.
     * @throws HeraldError BAD_REQUEST naming the field
     */
    async complete(licensor: string, input: AwsInput): Promise<CompleteAwsInput> {
      const issue = issueOfAccounts(input, home);
      if (issue) throw new HeraldError('BAD_REQUEST', [issue]);
      const { externalId: own } = requireOnboarded(licensor, await licensors.get(licensor));
      const { externalId = own } = input.auth;
      if (externalId !== own && isOwnExternalId(externalId)) {
        throw badRequest(
          ['auth', 'externalId'],
          externalId.toLowerCase() === own.toLowerCase()
            ? `expected your own external id in its spelling "${own}"`
            : 'this external id belongs to another licensor; leave it out to use your own',
        );
      }
      return { ...input, auth: { ...input.auth, externalId } };
    },

    /**
     * Proves access to a target.
     * @param before the target before its change; undefined for a new one
     * @returns the verification to store, and the actions for the target's transaction: the claim of an
     *   external id that the partner chose, and the end of the claim that it replaces
     * @throws HeraldError BAD_REQUEST with the verifier's message; TOO_MANY_REQUESTS
     */
    async admit(
      of: Pick<AwsTarget, 'licensor' | 'targetId'>,
      input: CompleteAwsInput,
      before?: AwsTarget,
    ): Promise<Pick<AwsTarget, 'verification'> & { actions: Action[] }> {
      const verified = await verify(of.licensor, input);
      const claimed = claimedIdOf(input.auth);
      const replaced = before && claimedIdOf(before.auth);
      const actions = claimed ? [claims.claimAction(claimed, of, clock())] : [];
      if (!replaced || isSame(claimed, replaced)) return { verification: verified, actions };
      return {
        verification: verified,
        actions: [...actions, ...(await claims.dropActions(replaced, of, clock()))],
      };
    },

    /** The actions of the transaction that deletes a target: the end of its claim. */
    async removalActions(target: AwsTarget): Promise<Action[]> {
      const claimed = claimedIdOf(target.auth);
      return claimed ? claims.dropActions(claimed, target, clock()) : [];
    },
  };
}

/** The external id to claim; undefined for a licensor's own, which nobody else can use. */
function claimedIdOf({ assumeRoleArn, externalId }: CompleteAwsInput['auth']): ClaimedId | undefined {
  return isOwnExternalId(externalId) ? undefined : { account: parseArn(assumeRoleArn).account, externalId };
}

const isSame = (one: ClaimedId | undefined, other: ClaimedId): boolean =>
  one?.account === other.account && one.externalId.toLowerCase() === other.externalId.toLowerCase();

/** @throws HeraldError FORBIDDEN if the licensor is not onboarded */
export function requireOnboarded(licensor: string, record: LicensorRecord | undefined): LicensorRecord {
  if (record) return record;
  throw new HeraldError('FORBIDDEN', `licensor "${licensor}" is not onboarded`);
}
