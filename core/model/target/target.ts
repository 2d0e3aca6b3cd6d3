// A target: where one licensor wants notifications.
import * as z from 'zod';
import type { Issue } from '../api/herald-error.ts';
import { oneOf } from '../api/parse.ts';
import { authProfileIdSchema } from '../webhook-auth/auth-profile.ts';
import { overlapUntil, previousSecretSchema, secretOverlapSchema } from '../webhook-auth/rotation.ts';
import { authTypes, webhookAuthInputSchema, webhookAuthSchemas } from '../webhook-auth/webhook-auth.ts';
import { destinationSchema, externalIdSchema, parseArn, roleArnSchema } from './aws-destination.ts';
import { partnerSourceSchema } from './partner-source.ts';
import { verificationSchema } from './verification.ts';

const awsAuthSchema = z.strictObject({
  assumeRoleArn: roleArnSchema,
  externalId: externalIdSchema.optional(),
});

const awsTarget = <T extends 'SQS' | 'SNS' | 'EVENTBRIDGE'>(type: T) => ({
  type: z.literal(type),
  destination: destinationSchema(type),
  auth: awsAuthSchema,
});

const webhook = {
  type: z.literal('WEBHOOK'),
  destination: z.string().max(2048),
  httpMethod: z.enum(['POST', 'PUT', 'PATCH']).default('POST'),
};

/** Instead of credentials of the target's own: those of an auth profile. */
const profileReference = { type: z.literal('authProfile'), authProfileId: authProfileIdSchema };

/** A webhook target as a partner sends it; whether its URL may be used is `refusalOfUrl`'s question. */
const webhookInputSchema = z.strictObject({
  ...webhook,
  auth: z.discriminatedUnion('type', [webhookAuthInputSchema, z.strictObject(profileReference)], {
    error: oneOf(...authTypes, 'authProfile'),
  }),
});

const partnerSource = { type: z.literal('EVENTBRIDGE_PARTNER'), destination: partnerSourceSchema };

const targetTypes = ['SQS', 'SNS', 'EVENTBRIDGE', 'EVENTBRIDGE_PARTNER', 'WEBHOOK'] as const;
const withoutWebhook = [
  z.strictObject(awsTarget('SQS')),
  z.strictObject(awsTarget('SNS')),
  z.strictObject(awsTarget('EVENTBRIDGE')),
  z.strictObject(partnerSource),
] as const;

export const targetInputSchema = z.discriminatedUnion('type', [...withoutWebhook, webhookInputSchema], {
  error: oneOf(...targetTypes),
});
export type TargetInput = z.output<typeof targetInputSchema>;
export type TargetType = TargetInput['type'];

/** Enables a disabled target. Without it a change leaves the status as it is; only Herald disables. */
const enabling = { status: z.literal('ACTIVE').optional() };

/** A change of a target: the whole of it again, whether to enable it, and how long a replaced signing secret still signs. */
export const targetUpdateSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ ...awsTarget('SQS'), ...enabling }),
    z.strictObject({ ...awsTarget('SNS'), ...enabling }),
    z.strictObject({ ...awsTarget('EVENTBRIDGE'), ...enabling }),
    z.strictObject({ ...partnerSource, ...enabling }),
    webhookInputSchema.extend({ ...enabling, secretOverlapSeconds: secretOverlapSchema }),
  ],
  { error: oneOf(...targetTypes) },
);
export type TargetUpdate = z.output<typeof targetUpdateSchema>;

const stored = {
  targetId: z.string(),
  licensor: z.string(),
  status: z.enum(['ACTIVE', 'DISABLED']),
  statusReason: z.string().optional(),
  /** Since when it is DISABLED. */
  statusSince: z.string().optional(),
  version: z.number().int().positive(),
  createdAt: z.string(),
  updatedAt: z.string(),
  usedBy: z.set(z.string()).optional(),
};

const webhookTargetSchema = z.object({
  ...stored,
  ...webhook,
  auth: z.discriminatedUnion('type', [...webhookAuthSchemas, z.object(profileReference)]),
  /** Of the target's own credentials; there are none if it refers to an auth profile. */
  secretVersion: z.string().optional(),
  previousSecrets: z.array(previousSecretSchema).optional(),
});
export type WebhookTarget = z.output<typeof webhookTargetSchema>;

const storedAws = {
  auth: z.object({ assumeRoleArn: roleArnSchema, externalId: externalIdSchema }),
  verification: verificationSchema,
};
const awsTargetSchemas = [
  z.object({ ...stored, ...awsTarget('SQS'), ...storedAws }),
  z.object({ ...stored, ...awsTarget('SNS'), ...storedAws }),
  z.object({ ...stored, ...awsTarget('EVENTBRIDGE'), ...storedAws }),
] as const;
/** A target that is reached under a role of its partner's. */
export type AwsTarget = z.output<(typeof awsTargetSchemas)[number]>;

const partnerSourceTargetSchema = z.object({ ...stored, ...partnerSource });
/** A target that is reached as an EventBridge partner event source of Herald's own. */
export type PartnerSourceTarget = z.output<typeof partnerSourceTargetSchema>;

/** A target as the Registry holds it. Its secrets are elsewhere, encrypted; `secretVersion` says which ones. */
export const targetSchema = z.discriminatedUnion('type', [
  ...awsTargetSchemas,
  partnerSourceTargetSchema,
  webhookTargetSchema,
]);
export type Target = z.output<typeof targetSchema>;

/** What of a target is its partner's to choose, without the secret: what an update replaces, what a repetition must equal. */
export function configOf(target: Target) {
  const { type, destination } = target;
  if (target.type === 'EVENTBRIDGE_PARTNER') return { type, destination };
  const { auth } = target;
  return target.type === 'WEBHOOK'
    ? { type, destination, httpMethod: target.httpMethod, auth }
    : { type, destination, auth };
}

/** A target as the API shows it: no credential in it. @param now milliseconds since the epoch */
export function viewOfTarget(target: Target, now: number) {
  const { targetId, status, statusReason, statusSince, createdAt, updatedAt } = target;
  const previousSecretUntil = overlapUntil(
    target.type === 'WEBHOOK' ? target.previousSecrets : undefined,
    now,
  );
  return {
    targetId,
    status,
    ...(statusReason && { statusReason }),
    ...(statusSince && { statusSince }),
    ...configOf(target),
    ...('verification' in target && { verification: target.verification }),
    ...(previousSecretUntil && { previousSecretUntil }),
    createdAt,
    updatedAt,
  };
}

/** The auth profile that a target refers to, if it does. */
export const profileIdOf = (target: Target): string | undefined =>
  target.type === 'WEBHOOK' && target.auth.type === 'authProfile' ? target.auth.authProfileId : undefined;

/**
 * Checks that a role is in its destination's account and partition, and that neither is in Herald's account.
 * @returns the issue, or undefined
 */
export function issueOfAccounts(
  input: Exclude<TargetInput, { type: 'WEBHOOK' | 'EVENTBRIDGE_PARTNER' }>,
  heraldAccount: string,
): Issue | undefined {
  const destination = parseArn(input.destination);
  const role = parseArn(input.auth.assumeRoleArn);
  const issue = issueOfDestination(input.destination, heraldAccount);
  if (issue) return issue;
  if (role.account !== destination.account) {
    return {
      path: ['auth', 'assumeRoleArn'],
      message: `expected a role in the destination's account ${destination.account}, got one in ${role.account}`,
    };
  }
  if (role.partition !== destination.partition) {
    return {
      path: ['auth', 'assumeRoleArn'],
      message: `expected a role in the destination's partition ${destination.partition}, got one in ${role.partition}`,
    };
  }
  return undefined;
}

/** @returns the issue with an ARN that cannot be a partner's destination, or undefined */
export const issueOfDestination = (destination: string, heraldAccount: string): Issue | undefined =>
  parseArn(destination).account === heraldAccount
    ? {
        path: ['destination'],
        message: `expected a resource in your own account, not in Herald's ${heraldAccount}`,
      }
    : undefined;
