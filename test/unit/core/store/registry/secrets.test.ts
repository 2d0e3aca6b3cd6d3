// A ciphertext is bound to its owner and version: KMS decrypts it only with the encryption context of its
// encryption.
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createSecretReader, createSecretWriter } from '../../../../../core/store/registry/secrets.ts';
import { mockTables } from '../../../../support/dynamodb/memory-tables.ts';

const database = mockTables();
const client = new KMSClient({ region: 'eu-west-1' });
const kms = mockClient(client);
const writer = createSecretWriter('secrets', 'key-1', client);
const read = createSecretReader(database.db, 'secrets', client);
const name = { licensor: 'acme', ownerId: 'target-1', version: 'v1' };

/** A fake ciphertext, which contains its encryption context. */
const sealed = (context: unknown, plaintext: Uint8Array): Buffer =>
  Buffer.from(JSON.stringify([context, Buffer.from(plaintext).toString('base64')]));

beforeEach(() => {
  database.reset();
  kms.reset();
  kms.on(EncryptCommand).callsFake(({ EncryptionContext, Plaintext }) => ({
    CiphertextBlob: sealed(EncryptionContext, Plaintext),
  }));
  kms.on(DecryptCommand).callsFake(({ EncryptionContext, CiphertextBlob }) => {
    const [context, plaintext] = JSON.parse(Buffer.from(CiphertextBlob).toString());
    if (JSON.stringify(context) !== JSON.stringify(EncryptionContext)) {
      throw Object.assign(new Error('no'), { name: 'InvalidCiphertextException' });
    }
    return { Plaintext: Buffer.from(plaintext, 'base64') };
  });
});

async function itemOf(secret: string) {
  const { write } = await writer.put(name, secret);
  const item = write.Put?.Item;
  if (!item) throw new Error('a secret is written by a Put');
  return item;
}

test.each(['your-token', 'Zoë ✓', 'x'.repeat(4096)])('a secret is read as it was written', async secret => {
  database.put('secrets', await itemOf(secret));

  expect(await read(name)).toBe(secret);
});

test('the encryption context is licensor, owner and version, for encryption and decryption', async () => {
  database.put('secrets', await itemOf('your-token'));
  await read(name);

  const [encrypted] = kms.commandCalls(EncryptCommand).map(({ args }) => args[0].input);
  const [decrypted] = kms.commandCalls(DecryptCommand).map(({ args }) => args[0].input);
  expect(encrypted).toEqual({
    KeyId: 'key-1',
    Plaintext: Buffer.from('your-token'),
    EncryptionContext: name,
  });
  expect(decrypted?.EncryptionContext).toEqual(name);
});

test('the row contains the ciphertext and not the secret', async () => {
  expect(Object.keys(await itemOf('your-token')).sort()).toEqual(['ciphertext', 'licensor', 'secretId']);
});

test.each([
  ['another licensor', { ...name, licensor: 'other' }],
  ['another target', { ...name, ownerId: 'target-2' }],
  ['another version', { ...name, version: 'v2' }],
])('a ciphertext copied to the row of %s does not decrypt', async (_, moved) => {
  const { ciphertext } = await itemOf('your-token');
  const { licensor, ownerId, version } = moved;
  database.put('secrets', { licensor, secretId: `${ownerId}#${version}`, ciphertext });

  await expect(read(moved)).rejects.toThrow();
});

test('reading a secret that does not exist throws', async () => {
  await expect(read(name)).rejects.toThrow('no secret target-1 in version v1');
});
