// What IAM lets functions do in the Registry: `api` and `graphql` have the items of licensors, but neither
// clients nor the platform; only `api` changes claims.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { accessKeyKey, claimKey, clientKey, licensorKey } from '../../core/store/registry/registry-key.ts';
import { platform } from '../../ops/owner.ts';
import { sessionOfFunction } from '../support/emulator/function-role.ts';
import { herald, heraldAws } from '../support/emulator/herald.ts';

const TableName = herald.outputs.RegistryTable;
const licensor = 'registry-permissions';
// Not the key of a target: commands that scan the table would find an invalid one.
const ofLicensor = { licensor, itemId: 'TEST' };
const claim = claimKey('222222222222', 'registry-permissions');
const client = clientKey('registry-permissions');
const accessKey = accessKeyKey('0'.repeat(64));
const ofPlatform = licensorKey(platform);

type Key = typeof ofLicensor;
const calls = {
  Get: (Key: Key) => new GetCommand({ TableName, Key }),
  Put: (Key: Key) => new PutCommand({ TableName, Item: { ...Key, of: 'a test' } }),
  Update: (Key: Key) => new UpdateCommand({ TableName, Key, ...setting }),
  Delete: (Key: Key) => new DeleteCommand({ TableName, Key }),
  'Update in a transaction': (Key: Key) =>
    new TransactWriteCommand({
      TransactItems: [
        { Update: { TableName, Key: ofLicensor, ...setting } },
        { Update: { TableName, Key, ...setting } },
      ],
    }),
};
const setting = {
  UpdateExpression: 'SET #of = :of',
  ExpressionAttributeNames: { '#of': 'of' },
  ExpressionAttributeValues: { ':of': 'a test' },
};
type Call = keyof typeof calls;

/** The calls that IAM allows on an item, of those in `calls`. */
async function allowed(db: DynamoDBDocumentClient, key: Key): Promise<Call[]> {
  const found: Call[] = [];
  for (const name of Object.keys(calls) as Call[]) {
    // A transaction may not change one item twice.
    if (name === 'Update in a transaction' && key === ofLicensor) continue;
    try {
      await db.send(calls[name](key) as GetCommand);
      found.push(name);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'AccessDeniedException') throw error;
    }
  }
  return found;
}

afterAll(async () => {
  const db = DynamoDBDocumentClient.from(new DynamoDBClient(heraldAws));
  for (const Key of [ofLicensor, claim]) await db.send(new DeleteCommand({ TableName, Key }));
});

describe.each([
  ['api', ['Get', 'Update', 'Update in a transaction']],
  ['graphql', []],
])('%s', (name, onClaims) => {
  it('has the items of licensors, and of the others no more than it needs', async () => {
    const db = DynamoDBDocumentClient.from(
      new DynamoDBClient({ ...heraldAws, credentials: await sessionOfFunction(name) }),
    );

    expect(await allowed(db, ofLicensor)).toEqual(['Get', 'Put', 'Update', 'Delete']);
    expect(await allowed(db, claim)).toEqual(onClaims);
    expect(await allowed(db, client)).toEqual([]);
    expect(await allowed(db, accessKey)).toEqual([]);
    expect(await allowed(db, ofPlatform)).toEqual([]);
  });
});

it('the authorizer reads access keys and OAuth clients only', async () => {
  const credentials = await sessionOfFunction('authorizer');
  const db = DynamoDBDocumentClient.from(new DynamoDBClient({ ...heraldAws, credentials }));

  for (const key of [client, accessKey]) expect(await allowed(db, key)).toEqual(['Get']);
  for (const key of [ofLicensor, claim, ofPlatform]) expect(await allowed(db, key)).toEqual([]);
});
