// Until Herald has its own sign-up: gives out tokens by putting their hashes where the authorizer looks.
import { createHash, randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { account, awsConfig } from './emulator.ts';

type RegistryLocation = {
  readonly endpointUrl: string;
  readonly registryTable: string;
};

type Holder = { readonly kind: 'partner'; readonly tokenFor: string } | { readonly kind: 'platform' };

/** A new token: a partner's, for one licensor, or the platform's, for publishing. */
export async function issueToken(
  { endpointUrl, registryTable }: RegistryLocation,
  holder: Holder,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const licensor = `TOKEN#${createHash('sha256').update(token).digest('hex')}`;
  const registry = DynamoDBDocumentClient.from(new DynamoDBClient(awsConfig(endpointUrl, account)));
  await registry.send(
    new PutCommand({ TableName: registryTable, Item: { licensor, itemId: 'TOKEN', ...holder } }),
  );
  registry.destroy();
  return token;
}
