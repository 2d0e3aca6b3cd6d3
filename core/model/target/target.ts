// A target: a destination for one licensor's notifications.
import * as z from 'zod';
import { oneOf } from '../api/parse.ts';
import { suspensionSchema } from '../api/suspension.ts';
import { authProfileIdSchema } from '../webhook-auth/auth-profile.ts';
import { previousSecretSchema, secretOverlapSchema } from '../webhook-auth/rotation.ts';
import { authTypes, webhookAuthInputSchema, webhookAuthSchemas } from '../webhook-auth/webhook-auth.ts';
import { destinationSchema, externalIdSchema, roleArnSchema } from './aws-destination.ts';
import { partnerSourceSchema } from './partner-source.ts';
import { verificationSchema } from './verification.ts';
import { urlSchema } from './webhook-url.ts';

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
  destination: urlSchema,
  httpMethod: z.enum(['POST', 'PUT', 'PATCH']).default('POST'),
};

/** Uses the credentials of an auth profile. */
const profileReference = { type: z.literal('authProfile'), authProfileId: authProfileIdSchema };

/** A webhook target in a request. `refusalOfUrl` checks the URL. */
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

/** `ACTIVE` enables a disabled target. By default a change keeps the status. Only Herald disables targets. */
const enabling = { status: z.literal('ACTIVE').optional() };

/**
 * A change of a target: its whole configuration, whether to enable it, and how long a replaced signing secret
 * still signs.
 */
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
  /** DISABLED once the retry-scheduler has announced it; `statusOf` knows it earlier. */
  status: z.enum(['ACTIVE', 'DISABLED']),
  statusReason: z.string().optional(),
  /** When the target was disabled, ISO 8601. */
  statusSince: z.string().optional(),
  suspension: suspensionSchema.optional(),
  /** Counts the partner's changes; it is the `ETag`. */
  version: z.number().int().positive(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** The ids of the subscriptions that use the target. */
  usedBy: z.set(z.string()).optional(),
};

const webhookTargetSchema = z.object({
  ...stored,
  ...webhook,
  auth: z.discriminatedUnion('type', [...webhookAuthSchemas, z.object(profileReference)]),
  /** The version of the target's own credentials; undefined if it uses an auth profile. */
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
/** A target to which Herald sends with the partner's role. */
export type AwsTarget = z.output<(typeof awsTargetSchemas)[number]>;

const partnerSourceTargetSchema = z.object({ ...stored, ...partnerSource });
/** A target to which Herald sends through a partner event source. */
export type PartnerSourceTarget = z.output<typeof partnerSourceTargetSchema>;

/** A target in the Registry. Its encrypted secrets are in the Secrets table under `secretVersion`. */
export const targetSchema = z.discriminatedUnion('type', [
  ...awsTargetSchemas,
  partnerSourceTargetSchema,
  webhookTargetSchema,
]);
export type Target = z.output<typeof targetSchema>;

/** What the API shows of a target's configuration, by type: no credentials. */
export const shownTargetSchemas = [
  z.strictObject({
    type: z.enum(['SQS', 'SNS', 'EVENTBRIDGE']),
    destination: z.string(),
    auth: z.strictObject({ assumeRoleArn: z.string(), externalId: z.string() }),
    verification: z.strictObject(verificationSchema.shape),
  }),
  z.strictObject(partnerSource),
  z.strictObject({
    type: z.literal('WEBHOOK'),
    destination: z.string(),
    httpMethod: z.enum(['POST', 'PUT', 'PATCH']),
    auth: z.discriminatedUnion('type', [...webhookAuthSchemas, z.strictObject(profileReference)]),
  }),
] as const;

/**
 * The fields of a target that its partner sets, without the secrets. An update replaces them; a repeated
 * request must have the same.
 */
export function configOf(target: Target) {
  const { type, destination } = target;
  if (target.type === 'EVENTBRIDGE_PARTNER') return { type, destination };
  const { auth } = target;
  return target.type === 'WEBHOOK'
    ? { type, destination, httpMethod: target.httpMethod, auth }
    : { type, destination, auth };
}

/** The id of the auth profile that a target uses, if it uses one. */
export const profileIdOf = (target: Target): string | undefined =>
  target.type === 'WEBHOOK' && target.auth.type === 'authProfile' ? target.auth.authProfileId : undefined;
