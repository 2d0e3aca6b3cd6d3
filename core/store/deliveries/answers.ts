// Excerpts of failed answers, encrypted, one item each in the Deliveries table. No event id contains "!", so
// no delivery has such a key. `purpose` in the encryption context, which no credential has, is the condition
// under which their writer may encrypt and their reader decrypt (docs/security.md, "Secrets").
import { DecryptCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { AnswerExcerpt } from '../../model/delivery/answer-excerpt.ts';
import type { DeliveryKey } from '../../model/delivery/delivery.ts';
import { eventKeyOf } from '../../model/event/event.ts';
import { queryAll } from '../dynamodb/all-items.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';

/** As long as the rows of the deliveries. */
const keptForDays = 30;

const partitionOf = (key: DeliveryKey): string => `${eventKeyOf(key)}#!answers`;

const contextOf = ({ licensor, eventId, targetId }: DeliveryKey): Record<string, string> => ({
  purpose: 'answer',
  licensor,
  eventId,
  targetId,
});

const itemSchema = z.object({ at: z.string(), ciphertext: z.instanceof(Uint8Array) });

export type AnswerWriter = ReturnType<typeof createAnswerWriter>;

export function createAnswerWriter(db: DynamoDBDocumentClient, table: string, keyId: string, kms: KMSClient) {
  return {
    /** @throws the errors of KMS and DynamoDB; an error if `abortSignal` is aborted */
    async put(excerpt: AnswerExcerpt, abortSignal: AbortSignal): Promise<void> {
      const { targetId, attempt, at, text } = excerpt;
      const { CiphertextBlob: ciphertext } = await kms.send(
        new EncryptCommand({
          KeyId: keyId,
          Plaintext: Buffer.from(text),
          EncryptionContext: contextOf(excerpt),
        }),
        { abortSignal },
      );
      const key = {
        eventKey: partitionOf(excerpt),
        targetId: `${targetId}#${String(attempt).padStart(6, '0')}`,
      };
      const Item = { ...key, at, ciphertext, expiresAt: expiresIn(keptForDays, Date.parse(at)) };
      await db.send(new PutCommand({ TableName: table, Item }), { abortSignal });
    },
  };
}

export type AnswerReader = ReturnType<typeof createAnswerReader>;

export function createAnswerReader(db: DynamoDBDocumentClient, table: string, keyId: string, kms: KMSClient) {
  return {
    /**
     * Reads the excerpts of one delivery's attempts.
     * @param times when the attempts began, ISO 8601: excerpts of others are not decrypted
     * @returns them by these times
     * @throws the errors of KMS and DynamoDB
     */
    async of(key: DeliveryKey, times: ReadonlySet<string>): Promise<Map<string, string>> {
      const items: z.output<typeof itemSchema>[] = [];
      const query = {
        TableName: table,
        KeyConditionExpression: 'eventKey = :key AND begins_with(targetId, :target)',
        ExpressionAttributeValues: { ':key': partitionOf(key), ':target': `${key.targetId}#` },
        ConsistentRead: true,
      };
      for await (const item of queryAll(db, query)) items.push(itemSchema.parse(item));
      const texts = items
        .filter(({ at }) => times.has(at))
        .map(async ({ at, ciphertext }): Promise<[string, string]> => {
          const encrypted = { KeyId: keyId, CiphertextBlob: ciphertext, EncryptionContext: contextOf(key) };
          const { Plaintext } = await kms.send(new DecryptCommand(encrypted));
          return [at, Buffer.from(Plaintext ?? []).toString()];
        });
      return new Map(await Promise.all(texts));
    },
  };
}
