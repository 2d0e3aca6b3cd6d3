// Targets in a partner's AWS account, reached under the partner's role. Before such a target is stored, its external id must
// be the licensor's to use, and the verifier must prove that the role is the partner's to give.
import { badRequest, HeraldError } from '../model/api/herald-error.ts';
import { isOwnExternalId, type LicensorRecord } from '../model/api/licensor.ts';
import { parseArn } from '../model/target/aws-destination.ts';
import { type AwsTarget, issueOfAccounts, type TargetInput } from '../model/target/target.ts';
import { isUnprovenTrust, type Verification, verdictSchema } from '../model/target/verification.ts';
import type { Invoke } from '../runtime/aws/invoke.ts';
import type { Log } from '../runtime/telemetry/log.ts';
import type { Action } from '../store/dynamodb/transaction.ts';
import type { Licensors } from '../store/registry/licensors.ts';

export type AwsInput = Exclude<TargetInput, { type: 'WEBHOOK' | 'EVENTBRIDGE_PARTNER' }>;
/** An input with its external id. */
export type CompleteAwsInput = AwsInput & { auth: { externalId: string } };

export type AwsTargetDeps = {
  licensors: Licensors;
  /** Herald's own account. */
  account: string;
  /** Proves access; undefined in a function that registers no AWS targets. */
  verification: VerificationDeps | undefined;
  log: Log;
};
export type VerificationDeps = {
  invoke: Invoke;
  /** Name or ARN of the verifier function. */
  verifier: string;
  /** What to do with a role that other licensors could have Herald use too. */
  unprovenTrust: 'refuse' | 'warn';
};

export type AwsTargets = ReturnType<typeof createAwsTargets>;

export function createAwsTargets({ licensors, account, verification, log }: AwsTargetDeps) {
  /** @throws HeraldError BAD_REQUEST with what the verifier found */
  const verify = async (
    licensor: string,
    { type, destination, auth }: CompleteAwsInput,
  ): Promise<Verification> => {
    if (!verification) throw new Error('this function registers no AWS targets');
    const { invoke, verifier, unprovenTrust } = verification;
    const verdict = await invoke(verifier, { type, destination, ...auth }, verdictSchema);
    if (verdict.verdict === 'ACCEPTED') return verdict.verification;
    if (unprovenTrust === 'warn' && isUnprovenTrust(verdict.step)) {
      log.warn('target accepted with unproven trust', { licensor, destination, step: verdict.step });
      return { role: 'UNPROVEN', resource: 'UNPROVEN' };
    }
    throw badRequest(verdict.path, `${verdict.message} (${verdict.step})`);
  };

  return {
    /**
     * Checks the accounts, and fills in the licensor's own external id if the input gives none.
     * @throws HeraldError BAD_REQUEST naming the field
     */
    async complete(licensor: string, input: AwsInput): Promise<CompleteAwsInput> {
      const issue = issueOfAccounts(input, account);
      if (issue) throw new HeraldError('BAD_REQUEST', [issue]);
      const { externalId: own } = requireOnboarded(licensor, await licensors.get(licensor));
      const { externalId = own } = input.auth;
      if (externalId !== own && isOwnExternalId(externalId)) {
        throw badRequest(
          ['auth', 'externalId'],
          "this external id is another licensor's; leave it out to use your own",
        );
      }
      return { ...input, auth: { ...input.auth, externalId } };
    },

    /**
     * Proves access to a target.
     * @returns the proof to store, and what the target's transaction writes beside it: the claim on an external id that the
     *   partner brings
     * @throws HeraldError BAD_REQUEST with what the verifier found
     */
    async admit(
      licensor: string,
      input: CompleteAwsInput,
    ): Promise<Pick<AwsTarget, 'verification'> & { actions: Action[] }> {
      const { assumeRoleArn, externalId } = input.auth;
      const proof = await verify(licensor, input);
      const actions = isOwnExternalId(externalId)
        ? []
        : [licensors.claimAction(licensor, parseArn(assumeRoleArn).account, externalId)];
      return { verification: proof, actions };
    },
  };
}

/** @throws HeraldError FORBIDDEN if the licensor is not onboarded */
export function requireOnboarded(licensor: string, record: LicensorRecord | undefined): LicensorRecord {
  if (record) return record;
  throw new HeraldError('FORBIDDEN', `licensor "${licensor}" is not onboarded`);
}
