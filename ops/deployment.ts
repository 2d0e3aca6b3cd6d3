// Finds the deployed stack that a command works on: its outputs, and how to reach AWS or the local emulator.
import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import type { Installation } from '../core/catalog/topic-definition.ts';
import { CommandError } from './command-error.ts';
import { findLocalRun } from './local-stage.ts';

/** What the SDK's clients need beyond their defaults; nothing on AWS. */
export type AwsConfig = {
  endpoint?: string;
  region?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
};

const outputsSchema = z.object({
  Stage: z.string(),
  ApiUrl: z.string(),
  /** These three only in a stage with an issuer of OAuth tokens; the last two only with Cognito. */
  Issuer: z.string().optional(),
  UserPoolId: z.string().optional(),
  TokenUrl: z.string().optional(),
  UsagePlanIds: z
    .string()
    .transform((text): Record<string, string> => z.record(z.string(), z.string()).parse(JSON.parse(text))),
  RegistryTable: z.string(),
  SecretsTable: z.string(),
  EventsTable: z.string(),
  EventPagesTable: z.string(),
  DeliveriesTable: z.string(),
  /** Absent in a stage without a console. */
  ConsoleUrl: z.string().optional(),
  /** Only where people sign in to the console by the stack's user pool. */
  MemberPoolId: z.string().optional(),
  PublishFunctionArn: z.string(),
  ChangesKeptForDays: z.string(),
  QuarantineUrl: z.string(),
  DeadDeliveriesUrl: z.string(),
  WebhookQueueUrl: z.string(),
  SlowWebhookQueueUrl: z.string(),
  SlowAwsQueueUrl: z.string(),
  AwsQueueUrl: z.string(),
  /** JSON; absent in a stack without `publishFrom` (core/history/feed-sources.ts). */
  FeedSources: z.string().optional(),
  /** The SaaS partner name that AWS has approved for Herald's account, if there is one. */
  PartnerEventSourceName: z.string().optional(),
});
const detailsSchema = z.object({
  name: z.string().catch('Error'),
  message: z.string().catch('unknown error'),
  code: z.unknown().optional(),
});

/**
 * How to reach a stage. `caFile`: the certificate of its HTTPS, if it is not signed by a public authority.
 * `stackName`: of a local stage.
 */
export type Access = { aws: AwsConfig; caFile?: string; stackName?: string };
export type Deployment = Access & { stage: string; outputs: z.output<typeof outputsSchema> };

/** @param environment `HERALD_STACK` names a stack that is not called `herald-<stage>` */
export const stackNameOf = (
  stage: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string => environment['HERALD_STACK'] ?? `herald-${stage}`;

/**
 * @param stage of the installation
 * @throws CommandError if its stack cannot be read, is of another stage or of an earlier version
 */
export async function findDeployment(
  stage: string,
  { stackName = stackNameOf(stage), ...access }: Access = accessTo(stage),
): Promise<Deployment> {
  const cloudFormation = new CloudFormationClient(access.aws);
  const answer = await cloudFormation
    .send(new DescribeStacksCommand({ StackName: stackName }))
    .catch((error: unknown) => {
      throw new CommandError(sentenceOf(error, stage, stackName));
    });
  const pairs = (answer.Stacks?.[0]?.Outputs ?? []).map(
    ({ OutputKey, OutputValue }) => [OutputKey, OutputValue] as const,
  );
  const outputs = outputsSchema.safeParse(Object.fromEntries(pairs));
  if (!outputs.success) {
    const missing = outputs.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new CommandError(`the stack ${stackName} has no output ${missing}: deploy this version first`);
  }
  if (outputs.data.Stage !== stage)
    throw new CommandError(`the stack ${stackName} is of stage ${outputs.data.Stage}, not ${stage}`);
  return { ...access, stage, outputs: outputs.data };
}

function sentenceOf(error: unknown, stage: string, stackName: string): string {
  const { name, message, code } = detailsSchema.parse(error);
  if (stage === 'local' && code === 'ECONNREFUSED') return 'the local stack is not running: run npm start';
  if (message.includes('Region is missing'))
    return 'missing AWS region: set AWS_REGION, or AWS_PROFILE to a profile with a region';
  if (name === 'CredentialsProviderError') return `missing AWS credentials: set AWS_PROFILE (${message})`;
  if (message.includes('does not exist'))
    return `there is no stack ${stackName} in this AWS account and region: deploy it, or set AWS_PROFILE, AWS_REGION or HERALD_STACK`;
  return `cannot read the stack ${stackName}: ${message}`;
}

/** The account and the region of the stack; Herald's own events name them. */
export function installationOf({ PublishFunctionArn }: Deployment['outputs']): Installation {
  const [, , , region = '', account = ''] = PublishFunctionArn.split(':');
  return { account, region };
}

function accessTo(stage: string): Access {
  if (stage !== 'local') return { aws: {} };
  const { endpointUrl: endpoint, region, caFile, account, stackName } = findLocalRun(process.env);
  setDefaultCACertificates([...getCACertificates(), readFileSync(caFile, 'utf8')]);
  return {
    aws: { endpoint, region, credentials: { accessKeyId: account, secretAccessKey: 'test' } },
    caFile,
    stackName,
  };
}
