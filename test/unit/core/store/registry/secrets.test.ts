// A ciphertext is bound to its owner, version and origins: KMS decrypts it only with the encryption context
// of its encryption.
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
const name = { licensor: 'acme', ownerId: 'target-1', version: 'v1', origins: 'https://a.example.com' };

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

test('the encryption context is licensor, owner, version and origins, for encryption and decryption', async () => {
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
  expect(Object.keys(await itemOf('your-token')).sort()).toEqual([
    'ciphertext',
    'isBound',
    'licensor',
    'secretId',
  ]);
});

test.each([
  ['another licensor', { ...name, licensor: 'other' }],
  ['another target', { ...name, ownerId: 'target-2' }],
  ['another version', { ...name, version: 'v2' }],
])('a ciphertext copied to the row of %s does not decrypt', async (_, moved) => {
  const { ciphertext, isBound } = await itemOf('your-token');
  const { licensor, ownerId, version } = moved;
  database.put('secrets', { licensor, secretId: `${ownerId}#${version}`, ciphertext, isBound });

  await expect(read(moved)).rejects.toThrow();
});

test.each([
  ['another origin', 'https://b.example.com'],
  ['another token endpoint', 'https://a.example.com https://b.example.com'],
  ['none', undefined],
])('a ciphertext does not decrypt for %s', async (_, origins) => {
  const item = await itemOf('your-token');
  database.put('secrets', item);
  await expect(read({ ...name, origins })).rejects.toThrow();

  // As if it had been encrypted by version 0.2.0, without the origins.
  database.put('secrets', { ...item, isBound: undefined });
  await expect(read(name)).rejects.toThrow();
  await expect(read({ ...name, origins })).rejects.toThrow();
});

test('a secret that version 0.2.0 encrypted without the origins is still read', async () => {
  const { origins: _, ...context } = name;
  const ciphertext = sealed(context, Buffer.from('your-token'));
  database.put('secrets', { licensor: 'acme', secretId: 'target-1#v1', ciphertext });

  expect(await read(name)).toBe('your-token');
});

test('a secret without origins, of an auth profile, is read as it was written', async () => {
  const ofProfile = { ...name, origins: undefined };
  const { write } = await writer.put(ofProfile, 'your-token');
  database.put('secrets', write.Put?.Item ?? {});

  expect(await read(ofProfile)).toBe('your-token');
  await expect(read(name)).rejects.toThrow();
});

test('reading a secret that does not exist throws', async () => {
  await expect(read(name)).rejects.toThrow('no secret target-1 in version v1');
});
