// Which events a mail has been sent about: one item each in the Deliveries table, under a key that no
// delivery has.
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { writeConditionally } from '../dynamodb/conditional-write.ts';
import { expiresIn } from '../dynamodb/dynamodb.ts';

export type MailMarks = ReturnType<typeof createMailMarks>;

/** The stream repeats a record for a day at most; a mark is kept longer. */
const keptForDays = 7;

export function createMailMarks(db: DynamoDBDocumentClient, table: string) {
  return {
    /**
     * Marks an event before its mail is sent.
     * @param now milliseconds since the epoch
     * @returns false if it is marked already: then no mail may be sent
     */
    mark: (licensor: string, eventId: string, now: number): Promise<boolean> =>
      writeConditionally(
        db,
        new UpdateCommand({
          TableName: table,
          Key: { eventKey: `${licensor}#!mails`, targetId: eventId },
          UpdateExpression: 'SET expiresAt = :expiresAt',
          ConditionExpression: 'attribute_not_exists(eventKey)',
          ExpressionAttributeValues: { ':expiresAt': expiresIn(keptForDays, now) },
        }),
      ),
  };
}
