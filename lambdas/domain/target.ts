// A target: where one licensor wants notifications.
import * as z from 'zod';
import { destinationSchema, externalIdSchema, parseArn, roleArnSchema } from './aws-destination.ts';
import { oneOf } from './parse.ts';
import { verificationSchema } from './verification.ts';
import { webhookAuthInputSchema, webhookAuthSchema } from './webhook-auth.ts';

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

/** A webhook target as a partner sends it; whether its URL may be used is `refusalOfUrl`'s question. */
const webhookInputSchema = z.strictObject({ ...webhook, auth: webhookAuthInputSchema });

export const targetInputSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject(awsTarget('SQS')),
    z.strictObject(awsTarget('SNS')),
    z.strictObject(awsTarget('EVENTBRIDGE')),
    webhookInputSchema,
  ],
  { error: oneOf('SQS', 'SNS', 'EVENTBRIDGE', 'WEBHOOK') },
);
export type TargetInput = z.output<typeof targetInputSchema>;
export type TargetType = TargetInput['type'];

const stored = {
  targetId: z.string(),
  licensor: z.string(),
  status: z.enum(['ACTIVE', 'DISABLED']),
  statusReason: z.string().optional(),
  version: z.number().int().positive(),
  createdAt: z.string(),
  updatedAt: z.string(),
  usedBy: z.set(z.string()).optional(),
};

const webhookTargetSchema = z.object({
  ...stored,
  ...webhook,
  auth: webhookAuthSchema,
  secretVersion: z.string(),
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
export type AwsTarget = z.output<(typeof awsTargetSchemas)[number]>;

/** A target as the Registry holds it. Its secret is elsewhere, encrypted; `secretVersion` says which one. */
export const targetSchema = z.discriminatedUnion('type', [...awsTargetSchemas, webhookTargetSchema]);
export type Target = z.output<typeof targetSchema>;

/** What of a target is its partner's to choose, without the secret: what an update replaces, what a repetition must equal. */
export function configOf(target: Target) {
  const { type, destination, auth } = target;
  return target.type === 'WEBHOOK'
    ? { type, destination, httpMethod: target.httpMethod, auth }
    : { type, destination, auth };
}

/** A target as the API shows it: no credential in it. */
export function viewOfTarget(target: Target) {
  const { targetId, status, statusReason, createdAt, updatedAt } = target;
  return {
    targetId,
    status,
    ...(statusReason && { statusReason }),
    ...configOf(target),
    ...(target.type !== 'WEBHOOK' && { verification: target.verification }),
    createdAt,
    updatedAt,
  };
}

/**
 * Checks what no pattern can: a role is in its destination's own account, and neither is Herald's.
 * @returns why the target is refused, or undefined
 */
export function refusalOfAccounts(input: TargetInput, heraldAccount: string): string | undefined {
  if (input.type === 'WEBHOOK') return undefined;
  const destination = parseArn(input.destination);
  const role = parseArn(input.auth.assumeRoleArn);
  const refusal = refusalOfDestination(input.destination, heraldAccount);
  if (refusal) return refusal;
  if (role.account !== destination.account) {
    return `auth.assumeRoleArn: expected a role in the destination's account ${destination.account}, got one in ${role.account}`;
  }
  if (role.partition !== destination.partition) {
    return `auth.assumeRoleArn: expected a role in the destination's partition ${destination.partition}, got one in ${role.partition}`;
  }
  return undefined;
}

/** @returns why an ARN cannot be a partner's destination, or undefined */
export const refusalOfDestination = (destination: string, heraldAccount: string): string | undefined =>
  parseArn(destination).account === heraldAccount
    ? `destination: expected a resource in your own account, not in Herald's ${heraldAccount}`
    : undefined;
