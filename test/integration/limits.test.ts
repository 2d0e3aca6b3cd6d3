// Limits on the number of a licensor's resources. The tests set the count in the table instead of creating
// 200.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { herald, heraldAws } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { expectRefusalWithoutTrace } from '../support/emulator/refusal.ts';
import { registryOf } from '../support/emulator/tables.ts';

const db = DynamoDBDocumentClient.from(new DynamoDBClient(heraldAws));

let licensor: Licensor;
beforeEach(async () => {
  licensor = await Licensor.onboard();
});

const record = async () => (await registryOf(licensor.name)).find(({ itemId }) => itemId === 'LICENSOR');

const setCount = (counted: string, count: number) =>
  db.send(
    new UpdateCommand({
      TableName: herald.outputs.RegistryTable,
      Key: { licensor: licensor.name, itemId: 'LICENSOR' },
      UpdateExpression: 'SET #counted = :count',
      ExpressionAttributeNames: { '#counted': counted },
      ExpressionAttributeValues: { ':count': count },
    }),
  );

it('the counts of a new licensor are zero', async () => {
  expect(await record()).toMatchObject({ targetCount: 0, subscriptionCount: 0, authProfileCount: 0 });
});

describe.each([
  {
    kind: 'target',
    idName: 'targetId',
    counted: 'targetCount',
    collection: '/targets',
    body: async () => ({
      type: 'WEBHOOK',
      destination: 'https://your-api.example.com/webhooks',
      auth: { type: 'bearer', bearerToken: 'your-token' },
    }),
  },
  {
    kind: 'subscription',
    idName: 'subscriptionId',
    counted: 'subscriptionCount',
    collection: '/subscriptions',
    body: async () => ({
      topic: 'OfferStatus',
      eventTargetMapping: { LiveStatusUpdated: [await licensor.registerWebhook('hook')] },
    }),
  },
  {
    kind: 'auth profile',
    idName: 'authProfileId',
    counted: 'authProfileCount',
    collection: '/auth-profiles',
    body: async () => ({ authConfig: { type: 'bearer', bearerToken: 'your-token' } }),
  },
])('the 201st $kind', ({ kind, idName, counted, collection, body }) => {
  it('is refused with 409, and nothing is stored; after a deletion it is accepted', async () => {
    const content = await body();
    const create = () => licensor.partner.call('POST', collection, content);
    await setCount(counted, 199);
    const { status, body: last } = await create();
    expect(status).toBe(201);
    expect(await record()).toMatchObject({ [counted]: 200 });
    await expectRefusalWithoutTrace(licensor, create, {
      status: 409,
      code: 'CONFLICT',
      says: `a licensor has at most 200 ${kind}s: delete one that is not needed`,
    });
    const { [idName]: id } = last as Record<string, string>;
    expect((await licensor.partner.call('DELETE', `${collection}/${id}`)).status).toBe(204);
    expect(await record()).toMatchObject({ [counted]: 199 });
    expect((await create()).status).toBe(201);
  });
});
