// Partners' credentials: written by the API, which cannot read them, and read by the webhook deliverer, which cannot write.
// The encryption context binds a ciphertext to its owner and version (KMS Developer Guide, "Encryption context"), so that one
// that is moved to another row does not decrypt.
import { DecryptCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import type { Action } from '../dynamodb/transaction.ts';

export type SecretName = { licensor: string; ownerId: string; version: string };

const keyOf = ({ licensor, ownerId, version }: SecretName) => ({
  licensor,
  secretId: `${ownerId}#${version}`,
});

/** How long a version that nobody refers to any more is kept for deliveries that have just read its owner. */
const replacedForDays = 1;

export type SecretWriter = ReturnType<typeof createSecretWriter>;

export function createSecretWriter(table: string, keyId: string, kms: KMSClient) {
  return {
    /**
     * Encrypts a secret and prepares its write.
     * @param value at most 4,096 bytes of UTF-8, as KMS Encrypt takes it
     */
    async put(name: SecretName, value: string): Promise<Action> {
      const { CiphertextBlob: ciphertext } = await kms.send(
        new EncryptCommand({ KeyId: keyId, Plaintext: Buffer.from(value), EncryptionContext: { ...name } }),
      );
      return { write: { Put: { TableName: table, Item: { ...keyOf(name), ciphertext } } } };
    },

    /** Prepares the write that lets a version expire. */
    expire: (name: SecretName, now: number): Action => ({
      write: {
        Update: {
          TableName: table,
          Key: keyOf(name),
          UpdateExpression: 'SET expiresAt = :expiresAt',
          ExpressionAttributeValues: { ':expiresAt': expiresIn(replacedForDays, now) },
        },
      },
    }),
  };
}

/** Reads and decrypts one version of a secret. */
export function createSecretReader(db: DynamoDBDocumentClient, table: string, kms: KMSClient) {
  /** @throws Error if there is no such version, and whatever KMS or DynamoDB throw: all of them our own failures */
  return async (name: SecretName): Promise<string> => {
    const { Item } = await db.send(
      new GetCommand({ TableName: table, Key: keyOf(name), ConsistentRead: true }),
    );
    if (!Item) throw new Error(`no secret ${name.ownerId} in version ${name.version}`);
    const { Plaintext } = await kms.send(
      new DecryptCommand({ CiphertextBlob: Item['ciphertext'], EncryptionContext: { ...name } }),
    );
    return Buffer.from(Plaintext ?? []).toString();
  };
}
