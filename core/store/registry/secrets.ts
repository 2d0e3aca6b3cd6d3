// Partners' credentials, encrypted with KMS. The APIs write them and cannot decrypt; the webhook deliverer
// decrypts and cannot write. The encryption context binds a ciphertext to its owner, its version and the
// origins that get it (KMS Developer Guide, "Encryption context"): it does not decrypt from another row, nor
// for a destination that was moved (docs/decisions/0028-secrets-bound-to-origins.md).
import { DecryptCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { expiresIn } from '../dynamodb/dynamodb.ts';
import type { Action } from '../dynamodb/transaction.ts';

type SecretKey = { licensor: string; ownerId: string; version: string };
/** `origins`: see `secretOrigins`. */
export type SecretName = SecretKey & { origins: string | undefined };

const contextOf = ({ licensor, ownerId, version, origins }: SecretName): Record<string, string> => ({
  licensor,
  ownerId,
  version,
  ...(origins !== undefined && { origins }),
});

const keyOf = ({ licensor, ownerId, version }: SecretKey) => ({
  licensor,
  secretId: `${ownerId}#${version}`,
});

/** A replaced version is kept for this long, because a delivery may just have read the old version number. */
const replacedForDays = 1;

export type SecretWriter = ReturnType<typeof createSecretWriter>;

export function createSecretWriter(table: string, keyId: string, kms: KMSClient) {
  return {
    /**
     * Encrypts a secret.
     * @param value at most 4,096 bytes of UTF-8 (KMS API Reference, Encrypt)
     * @returns the action of a transaction that stores it
     */
    async put(name: SecretName, value: string): Promise<Action> {
      const { CiphertextBlob: ciphertext } = await kms.send(
        new EncryptCommand({
          KeyId: keyId,
          Plaintext: Buffer.from(value),
          EncryptionContext: contextOf(name),
        }),
      );
      return { write: { Put: { TableName: table, Item: { ...keyOf(name), ciphertext, isBound: true } } } };
    },

    /**
     * The action of a transaction that sets the expiry of a version.
     * @param now milliseconds since the epoch
     */
    expire: (name: SecretKey, now: number): Action => ({
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

/** Creates the function that reads and decrypts one version of a secret. */
export function createSecretReader(db: DynamoDBDocumentClient, table: string, kms: KMSClient) {
  /**
   * @throws Error if the version does not exist, and the errors of KMS and DynamoDB: all are failures inside
   *   Herald
   */
  return async (name: SecretName): Promise<string> => {
    const { Item } = await db.send(
      new GetCommand({ TableName: table, Key: keyOf(name), ConsistentRead: true }),
    );
    if (!Item) throw new Error(`no secret ${name.ownerId} in version ${name.version}`);
    // Version 0.2.0 encrypted without the origins. A newer ciphertext does not decrypt without them.
    const EncryptionContext = contextOf(Item['isBound'] ? name : { ...name, origins: undefined });
    const { Plaintext } = await kms.send(
      new DecryptCommand({ CiphertextBlob: Item['ciphertext'], EncryptionContext }),
    );
    return Buffer.from(Plaintext ?? []).toString();
  };
}
