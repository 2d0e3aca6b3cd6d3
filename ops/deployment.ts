// The deployed stack that a command works on: its outputs, and how to reach AWS, or the emulator for the local stage.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import type { Installation } from '../core/catalog/topic.ts';
import { CommandError } from './command-error.ts';

/** What the SDK's clients need beyond their defaults; nothing on AWS. */
export type AwsConfig = {
  endpoint?: string;
  region?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
};

const outputsSchema = z.object({
  ApiUrl: z.string(),
  UserPoolId: z.string().optional(),
  TokenUrl: z.string().optional(),
  UsagePlanIds: z
    .string()
    .transform((text): Record<string, string> => z.record(z.string(), z.string()).parse(JSON.parse(text))),
  RegistryTable: z.string(),
  EventsTable: z.string(),
  DeliveriesTable: z.string(),
  PublishFunctionArn: z.string(),
  QuarantineUrl: z.string(),
  DeadDeliveriesUrl: z.string(),
  WebhookQueueUrl: z.string(),
  AwsQueueUrl: z.string(),
});
/** How to reach a stage; `caFile`: the certificate that its HTTPS has, if the public authorities do not vouch for it. */
export type Access = { aws: AwsConfig; caFile?: string };
export type Deployment = Access & { stage: string; outputs: z.output<typeof outputsSchema> };

/**
 * @param stage as it was deployed with `-c stage=…`
 * @throws CommandError if there is no such stack
 */
export async function findDeployment(stage: string, access = accessTo(stage)): Promise<Deployment> {
  const StackName = `herald-${stage}`;
  const cloudFormation = new CloudFormationClient(access.aws);
  const answer = await cloudFormation
    .send(new DescribeStacksCommand({ StackName }))
    .catch((error: unknown) => {
      throw new CommandError(
        `cannot find the stack ${StackName}: ${error instanceof Error ? error.message : error}`,
      );
    });
  const outputs = answer.Stacks?.[0]?.Outputs ?? [];
  return {
    ...access,
    stage,
    outputs: outputsSchema.parse(
      Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
    ),
  };
}

const localSchema = z.object({
  endpointUrl: z.string(),
  region: z.string(),
  caFile: z.string(),
  account: z.string(),
});

/** Where the stack is, of which its events tell. */
export function installationOf({ PublishFunctionArn }: Deployment['outputs']): Installation {
  const [, , , region = '', account = ''] = PublishFunctionArn.split(':');
  return { account, region };
}

/** The local stage is the one that `npm start` runs in this clone, or the one that HERALD_LOCAL names the outputs of. */
function accessTo(stage: string): Access {
  if (stage !== 'local') return { aws: {} };
  const file = process.env['HERALD_LOCAL'] ?? join(import.meta.dirname, '..', '.local', 'outputs.json');
  const { endpointUrl: endpoint, region, caFile, account } = localSchema.parse(readLocal(file));
  setDefaultCACertificates([...getCACertificates(), readFileSync(caFile, 'utf8')]);
  return {
    aws: { endpoint, region, credentials: { accessKeyId: account, secretAccessKey: 'test' } },
    caFile,
  };
}

function readLocal(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new CommandError('the local stage is not running: `npm start` starts it');
  }
}
