// What an AWS target must pass before it is stored: an external id that is the licensor's to use, and the verifier's proof.

import { HeraldError } from '../model/api/herald-error.ts';
import { isOwnExternalId } from '../model/api/licensor.ts';
import { parseArn } from '../model/target/aws-destination.ts';
import type { TargetInput } from '../model/target/target.ts';
import {
  isUnprovenTrust,
  type Verification,
  type VerificationRequest,
  verdictSchema,
} from '../model/target/verification.ts';
import type { Invoke } from '../runtime/aws/invoke.ts';
import type { Log } from '../runtime/telemetry/log.ts';
import type { Action } from '../store/dynamodb/transaction.ts';
import type { Licensors } from '../store/registry/licensors.ts';

export type AwsInput = Exclude<TargetInput, { type: 'WEBHOOK' | 'EVENTBRIDGE_PARTNER' }>;
/** An input whose external id is settled. */
export type CompleteAwsInput = AwsInput & { auth: { externalId: string } };

export type AdmissionDeps = {
  licensors: Licensors;
  invoke: Invoke;
  verifier: string;
  /** What becomes of a role that others could have us use too. */
  unprovenTrust: 'refuse' | 'warn';
  log: Log;
};

export type AwsAdmission = ReturnType<typeof createAwsAdmission>;

export function createAwsAdmission({ licensors, invoke, verifier, unprovenTrust, log }: AdmissionDeps) {
  return {
    /**
     * Fills in the licensor's own external id where none is given.
     * @throws HeraldError BAD_REQUEST for one that Herald gave to another licensor
     */
    async complete(licensor: string, input: AwsInput): Promise<CompleteAwsInput> {
      const { externalId: own } = await licensors.get(licensor);
      const { externalId = own } = input.auth;
      if (externalId !== own && isOwnExternalId(externalId)) {
        throw new HeraldError(
          'BAD_REQUEST',
          "auth.externalId: this external id is another licensor's; leave it out to use your own",
        );
      }
      return { ...input, auth: { ...input.auth, externalId } };
    },

    /** Part of the target's transaction: an external id that a partner brings is claimed for it. */
    claims(licensor: string, { auth }: CompleteAwsInput): Action[] {
      if (isOwnExternalId(auth.externalId)) return [];
      return [licensors.claimAction(licensor, parseArn(auth.assumeRoleArn).account, auth.externalId)];
    },

    /** @throws HeraldError BAD_REQUEST with what the verifier found wrong */
    async verify(licensor: string, { type, destination, auth }: CompleteAwsInput): Promise<Verification> {
      const request = { type, destination, ...auth } as VerificationRequest;
      const verdict = await invoke(verifier, request, verdictSchema);
      if (verdict.verdict === 'ACCEPTED') return verdict.verification;
      if (unprovenTrust === 'warn' && isUnprovenTrust(verdict.step)) {
        log.warn('target accepted with unproven trust', { licensor, destination, step: verdict.step });
        return { role: 'UNPROVEN', resource: 'UNPROVEN' };
      }
      throw new HeraldError('BAD_REQUEST', `${verdict.message} (${verdict.step})`);
    },
  };
}
