// A ciphertext can be decrypted in its own row and for its own origin only, and messages between functions
// contain no secret.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { eventOfItem } from '../../core/store/events/event-item.ts';
import { targetKey } from '../../core/store/registry/registry-key.ts';
import { whilePaused, withShortVisibility } from '../support/emulator/channel.ts';
import { expectErrorWith, loggedErrorsWith } from '../support/emulator/expected-error.ts';
import { herald, heraldAws } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';
import { arrivalOf, received, webhookUrl } from '../support/emulator/receiver.ts';
import { containsSecret, searchableSecret, textOf } from '../support/emulator/secret-search.ts';
import { allTables, deliveriesOf, deliveryWhen, eventItems, secretsOf } from '../support/emulator/tables.ts';
import { eventually } from '../support/emulator/wait.ts';

const db = DynamoDBDocumentClient.from(new DynamoDBClient(heraldAws));

async function secretRowOf({ name }: Licensor, targetId: string) {
  const row = (await secretsOf(name)).find(({ secretId }) => String(secretId).startsWith(`${targetId}#`));
  if (!row) throw new Error(`target ${targetId} has no secret`);
  return row;
}

async function putSecretRow(Item: Record<string, unknown>): Promise<void> {
  const TableName = (await allTables()).find(name => name.includes('Secrets'));
  await db.send(new PutCommand({ TableName, Item }));
}

it.each([
  ['another target of the licensor', async (one: Licensor) => one],
  ['a target of another licensor', async () => Licensor.onboard()],
])(
  'a ciphertext that is moved to %s does not decrypt: nothing is sent and no attempt is used',
  async (_, otherOf) => {
    const one = await Licensor.onboard();
    const other = await otherOf(one);
    const secret = searchableSecret();
    const movedFrom = await one.registerWebhook('from', { type: 'bearer', bearerToken: secret });
    const targetId = await other.registerWebhook('to', { type: 'bearer', bearerToken: searchableSecret() });
    await other.subscribe({ LiveStatusUpdated: [targetId] });
    const { ciphertext } = await secretRowOf(one, movedFrom);
    const ownRow = await secretRowOf(other, targetId);

    await withShortVisibility(async () => {
      await putSecretRow({ ...ownRow, ciphertext });
      const eventId = await other.publish();
      expectErrorWith(eventId);
      const [error = ''] = await eventually(
        'the delivery to fail',
        async () => loggedErrorsWith(eventId),
        errors => errors.length > 0,
      );
      expect(error).toContain('delivery attempt failed inside Herald');
      expect(containsSecret(error, secret)).toBe(false);
      expect(await received(other.path('to'))).toEqual([]);
      expect(await deliveriesOf(other.name, eventId)).toEqual([]);

      await putSecretRow(ownRow);
      const request = await arrivalOf(other.path('to'), eventId);
      expect(containsSecret(JSON.stringify(request), secret)).toBe(false);
      const delivered = ({ status }: { status: string }) => status === 'DELIVERED';
      const row = await deliveryWhen({ licensor: other.name, eventId, targetId }, delivered);
      expect(row.attemptCount).toBe(1);
    });
  },
);

it('a destination that is changed in the table gets no request; after it is restored, the target works', async () => {
  const licensor = await Licensor.onboard();
  const bearerToken = searchableSecret();
  const targetId = await licensor.registerWebhook('hook', { type: 'bearer', bearerToken });
  await licensor.subscribe({ LiveStatusUpdated: [targetId] });
  const moveTo = (destination: string) =>
    db.send(
      new UpdateCommand({
        TableName: herald.outputs.RegistryTable,
        Key: targetKey(licensor.name, targetId),
        UpdateExpression: 'SET destination = :destination',
        ExpressionAttributeValues: { ':destination': destination },
      }),
    );

  await withShortVisibility(async () => {
    await moveTo('https://thief.example.com/');
    const eventId = await licensor.publish();
    expectErrorWith(eventId);
    const [error = ''] = await eventually(
      'the delivery to fail',
      async () => loggedErrorsWith(eventId),
      errors => errors.length > 0,
    );
    expect(error).toContain('InvalidCiphertextException');
    expect(await deliveriesOf(licensor.name, eventId)).toEqual([]);

    await moveTo(webhookUrl(licensor.path('hook')));
    await arrivalOf(licensor.path('hook'), eventId);
  });
});

it.each([
  ['bearer', 'bearerToken'],
  ['apiKey', 'apiKey'],
  ['hmac', 'hmacSecret'],
])(
  'the secret of a %s target is not in the delivery task, the event or the row of the delivery',
  async (type, field) => {
    const licensor = await Licensor.onboard();
    const secret = searchableSecret();
    const targetId = await licensor.registerWebhook('hook', { type, [field]: secret });
    await licensor.subscribe({ LiveStatusUpdated: [targetId] });
    const eventId = await whilePaused(async read => {
      const published = await licensor.publish();
      const tasks = await eventually(
        'the task',
        async () => (await read()).filter(message => message.includes(published)),
        found => found.length > 0,
      );
      expect(tasks.filter(task => containsSecret(task, secret))).toEqual([]);
      return published;
    });
    await arrivalOf(licensor.path('hook'), eventId);
    await deliveryWhen(
      { licensor: licensor.name, eventId, targetId },
      ({ status }) => status === 'DELIVERED',
    );
    const items = [
      ...(await eventItems(licensor.name, eventId)).map(eventOfItem),
      ...(await deliveriesOf(licensor.name, eventId)),
    ];
    expect(items).toHaveLength(2);
    expect(items.filter(item => containsSecret(textOf(item), secret))).toEqual([]);
  },
);
