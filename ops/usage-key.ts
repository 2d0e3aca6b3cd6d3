// A licensor's own throttle: an API key in the usage plan of its tier. The authorizer sends it; callers
// never see it.
import { randomBytes } from 'node:crypto';
import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
} from '@aws-sdk/client-api-gateway';
import { CommandError } from './command-error.ts';
import type { Deployment } from './deployment.ts';
import { nameOfOwner } from './owner.ts';

export type UsageKey = { usageKey: string; usageKeyId: string };

/** @returns the id of the usage plan of a tier. @throws CommandError if the stage has no such tier */
export function requireUsagePlan({ outputs }: Pick<Deployment, 'outputs'>, tier: string): string {
  const usagePlanId = outputs.UsagePlanIds[tier];
  if (usagePlanId) return usagePlanId;
  const tiers = Object.keys(outputs.UsagePlanIds).join(', ');
  throw new CommandError(`unknown tier "${tier}": expected one of ${tiers}`);
}

export async function createUsageKey(deployment: Deployment, owner: string, tier: string): Promise<UsageKey> {
  const { stage, aws } = deployment;
  const usagePlanId = requireUsagePlan(deployment, tier);
  const gateway = new APIGatewayClient(aws);
  const usageKey = randomBytes(30).toString('base64url');
  const name = `herald-${stage}-${nameOfOwner(owner)}`;
  const { id: usageKeyId } = await gateway.send(
    new CreateApiKeyCommand({ name, value: usageKey, enabled: true }),
  );
  if (!usageKeyId) throw new Error('API Gateway answered without a key');
  const key = { usageKey, usageKeyId };
  const inPlan = new CreateUsagePlanKeyCommand({ usagePlanId, keyId: usageKeyId, keyType: 'API_KEY' });
  await gateway.send(inPlan).catch(async (error: unknown) => {
    await deleteUsageKey(deployment, key);
    throw error;
  });
  return key;
}

/** Deletes a key, if it exists. */
export async function deleteUsageKey(
  { aws }: Deployment,
  { usageKeyId }: Pick<UsageKey, 'usageKeyId'>,
): Promise<void> {
  const command = new DeleteApiKeyCommand({ apiKey: usageKeyId });
  await new APIGatewayClient(aws).send(command).catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'NotFoundException') throw error;
  });
}
