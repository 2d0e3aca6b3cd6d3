// What is proven of an AWS target at its registration, and which step failed if it is refused.
import * as z from 'zod';
import { destinationSchema, externalIdSchema, roleArnSchema } from './aws-destination.ts';

const request = { assumeRoleArn: roleArnSchema, externalId: externalIdSchema };

/** What the verifier is asked. */
export const verificationRequestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('SQS'), destination: destinationSchema('SQS'), ...request }),
  z.object({ type: z.literal('SNS'), destination: destinationSchema('SNS'), ...request }),
  z.object({ type: z.literal('EVENTBRIDGE'), destination: destinationSchema('EVENTBRIDGE'), ...request }),
]);
export type VerificationRequest = z.output<typeof verificationRequestSchema>;

/** PROVEN: seen to hold. UNPROVEN: accepted without being seen to hold. */
const proof = z.enum(['PROVEN', 'UNPROVEN']);

/** As it is stored with a target and shown. SNS and EventBridge have no dry run, so their resource is proven by use. */
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
 * What the verifier answers. `message` tells the partner's engineer what was tried and what to change; `path` names the
 * field of the target.
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

/** Refusals of a role whose trust is wider than it should be; a platform may choose to accept such roles. */
export const isUnprovenTrust = (step: RefusalStep): boolean => step.startsWith('ASSUMABLE_');
