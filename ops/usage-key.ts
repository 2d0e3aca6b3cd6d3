// A licensor's own throttle: an API key in the usage plan of its tier. Callers never see it; the authorizer names it.
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

export async function createUsageKey(deployment: Deployment, owner: string, tier: string): Promise<UsageKey> {
  const { stage, aws, outputs } = deployment;
  const usagePlanId = outputs.UsagePlanIds[tier];
  if (!usagePlanId) {
    throw new CommandError(
      `there is no tier "${tier}", expected one of ${Object.keys(outputs.UsagePlanIds).join(', ')}`,
    );
  }
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

export async function deleteUsageKey({ aws }: Deployment, { usageKeyId }: UsageKey): Promise<void> {
  await new APIGatewayClient(aws).send(new DeleteApiKeyCommand({ apiKey: usageKeyId }));
}
