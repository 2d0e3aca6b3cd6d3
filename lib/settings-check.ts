// Checks the settings that an app gives. TypeScript checks them only where `tsc` runs: the CDK runs the app
// without, and a misspelt setting would be deployed as if it had not been given.
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { sentenceOf } from '../core/model/api/herald-error.ts';
import { issuesOf } from '../core/model/api/parse.ts';
import { unknownLicensorsSchema } from '../core/publishing/contract.ts';
import { auditorCounts } from '../lambdas/audit/contract.ts';
import { schedulerCounts } from '../lambdas/retry-scheduler/contract.ts';
import type { Settings } from './settings.ts';

const text = z.string().min(1);
const count = z.int().min(1);
const duration = z.custom<Duration>(
  value => typeof Object(value).toSeconds === 'function',
  'expected a Duration, e.g. Duration.days(30)',
);
const limits = z.strictObject({ rateLimit: z.number().positive(), burstLimit: count });
const lanes = z.strictObject({ normal: count, slow: count });
const ofFunctions = z.record(text, count).optional();

const schema = z.strictObject({
  stage: text,
  topics: text.optional(),
  removalPolicy: z.enum(RemovalPolicy),
  protectData: z.boolean(),
  deletionProtection: z.boolean(),
  logRetention: z.enum(RetentionDays),
  logLevel: z.enum(['INFO', 'WARN']),
  systemLogLevel: z.enum(['INFO', 'WARN']),
  issuer: z.union(
    [z.enum(['none', 'cognito']), z.strictObject({ issuer: text, jwksUrl: text, audience: text })],
    'expected "none", "cognito" or {issuer, jwksUrl, audience}',
  ),
  cognitoEndpoint: text.optional(),
  consoleOrigin: text.optional(),
  unprovenTrust: z.enum(['refuse', 'warn']),
  unknownLicensors: unknownLicensorsSchema,
  rolePatience: duration,
  tiers: z.record(text, limits),
  domain: z
    .strictObject({
      name: text,
      certificateArn: text,
      truststore: z.strictObject({ bucket: text, key: text }).optional(),
    })
    .optional(),
  webAcl: z
    .strictObject({ requestsPerAddress: count, commonRules: text, logBlocked: z.boolean() })
    .optional(),
  accessLogs: z.strictObject({ accountRole: z.enum(['create', 'exists']) }).optional(),
  authorizerCache: duration,
  throttle: limits,
  deploys: z.enum(['canary', 'all-at-once']),
  schedulers: z.literal(schedulerCounts),
  auditors: z.literal(auditorCounts),
  retrySchedule: z.array(z.number().nonnegative()).min(1).readonly(),
  deliveryRolePrefix: text,
  partnerEventSource: text.optional(),
  partnerSourcesPerLicensor: count,
  partnerTemplates: z.strictObject({ url: text }).optional(),
  changesKeptFor: duration,
  answerExcerpts: z.boolean(),
  healthEvents: z.strictObject({ busArn: text }).optional(),
  mail: z.strictObject({ from: text, identityArn: text }).optional(),
  console: z.union(
    [
      z.literal(false),
      z.strictObject({
        frameAncestors: z.array(text).readonly(),
        domain: z.strictObject({ name: text, certificateArn: text }).optional(),
        signIn: z
          .union([
            z.literal('cognito'),
            z.strictObject({
              issuer: text,
              clientId: text,
              authorizeUrl: text,
              tokenUrl: text,
              jwksUrl: text,
            }),
          ])
          .optional(),
      }),
    ],
    'expected false or {frameAncestors, domain, signIn}, of which the last two are optional',
  ),
  graphqlIntrospection: z.boolean(),
  profile: z.enum(['full', 'small']),
  runbook: text,
  isEmulated: z.boolean(),
  extraOrigins: z.array(text).readonly(),
  deliveryConcurrency: z.strictObject({ webhook: lanes, aws: lanes }),
  waitingRequests: z.strictObject({ perLicensor: count, inAll: count }),
  reservedConcurrency: ofFunctions,
  provisionedConcurrency: ofFunctions,
  capacity: z.record(text, z.unknown()).optional(),
  warmThroughput: z.record(text, z.unknown()).optional(),
} satisfies Record<keyof Settings, z.ZodType>);

/**
 * @param settings complete: those of a stage with the changes of an app. Its type is that of the schema, so
 *   that the compiler compares it with `Settings`.
 * @throws Error that names the setting and what is expected
 */
export function checkSettings(settings: z.input<typeof schema>): void {
  const { error } = schema.safeParse(settings, { reportInput: true });
  if (error) throw new Error(`settings: ${sentenceOf(issuesOf(error.issues, []))}`);
}
