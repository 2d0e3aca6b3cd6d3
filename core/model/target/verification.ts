// The verification of an AWS target at its registration: what was proven, or which step failed.
import * as z from 'zod';
import { destinationSchema, externalIdSchema, roleArnSchema } from './aws-destination.ts';

const request = { assumeRoleArn: roleArnSchema, externalId: externalIdSchema };

/** The payload with which the API invokes the verifier. */
export const verificationRequestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('SQS'), destination: destinationSchema('SQS'), ...request }),
  z.object({ type: z.literal('SNS'), destination: destinationSchema('SNS'), ...request }),
  z.object({ type: z.literal('EVENTBRIDGE'), destination: destinationSchema('EVENTBRIDGE'), ...request }),
]);
export type VerificationRequest = z.output<typeof verificationRequestSchema>;

/** PROVEN: tested. UNPROVEN: accepted without a test. */
const proof = z.enum(['PROVEN', 'UNPROVEN']);

/**
 * Stored with the target and shown by the API. SNS and EventBridge have no dry run, so their `resource` stays
 * UNPROVEN.
 */
export const verificationSchema = z.object({ role: proof, resource: proof });
export type Verification = z.output<typeof verificationSchema>;

export const refusalStepSchema = z.enum([
  'ROLE_NOT_ASSUMABLE',
  'ASSUMABLE_WITHOUT_EXTERNAL_ID',
  'ASSUMABLE_WITH_ANY_EXTERNAL_ID',
  'QUEUE_MISSING',
  'QUEUE_DENIED',
]);
export type RefusalStep = z.output<typeof refusalStepSchema>;

/**
 * The verifier's answer. `message` tells the partner's engineer what was tested and what to change; `path`
 * names the field of the target.
 */
export const verdictSchema = z.discriminatedUnion('verdict', [
  z.object({ verdict: z.literal('ACCEPTED'), verification: verificationSchema }),
  z.object({
    verdict: z.literal('REFUSED'),
    step: refusalStepSchema,
    path: z.array(z.string()).default([]),
    message: z.string(),
  }),
]);
export type Verdict = z.output<typeof verdictSchema>;

/**
 * Whether the role's trust policy is too wide. A platform can accept such roles (`unprovenTrust` in
 * lib/settings.ts).
 */
export const isUnprovenTrust = (step: RefusalStep): boolean => step.startsWith('ASSUMABLE_');
