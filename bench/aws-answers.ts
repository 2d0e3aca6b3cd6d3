// The AWS stub's answers, by operation. Every call succeeds, and every event, target, licensor and secret
// exists. No delivery has a row yet, and no target has failed.
import { createHash } from 'node:crypto';
import type {
  AttributeValue,
  BatchExecuteStatementInput,
  BatchGetItemInput,
  GetItemInput,
} from '@aws-sdk/client-dynamodb';
import type { PutEventsRequest } from '@aws-sdk/client-eventbridge';
import type { SendMessageBatchRequest, SendMessageRequest } from '@aws-sdk/client-sqs';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { eventItemOf } from '../core/store/events/event-item.ts';
import { credentials, eventOf, licensorRecord, pageId, routeEntry, targetOf } from './items.ts';

const md5 = (text = ''): string => createHash('md5').update(text).digest('hex');
/** The stub's ciphertext is the plaintext. */
const encrypted = Buffer.from(JSON.stringify(credentials)).toString('base64');
const id = '00000000-0000-4000-8000-000000000000';

/** Answers by `Service.Operation`: JSON as an object, XML as a string. @param origin of the webhooks */
export const answersFor = (origin: string) => ({
  'DynamoDB.BatchGetItem': ({ RequestItems = {} }: BatchGetItemInput) => ({
    Responses: Object.fromEntries(
      Object.entries(RequestItems).map(([table, { Keys = [] }]) => [
        table,
        Keys.flatMap(key => itemOf(key, origin)),
      ]),
    ),
    UnprocessedKeys: {},
  }),
  'DynamoDB.GetItem': ({ Key = {} }: GetItemInput) => {
    if (Key['itemId']?.S === 'LICENSOR') return { Item: { ...Key, ...marshall(licensorRecord) } };
    return Key['secretId'] ? { Item: { ...Key, ciphertext: { B: encrypted } } } : {};
  },
  'DynamoDB.BatchExecuteStatement': ({ Statements = [] }: BatchExecuteStatementInput) => ({
    Responses: Statements.map(({ Statement = '', Parameters = [] }) =>
      requireDelivered(Statement, Parameters),
    ),
  }),
  'DynamoDB.TransactWriteItems': () => ({}),
  'KMS.Encrypt': () => ({ CiphertextBlob: encrypted, KeyId: id }),
  'KMS.Decrypt': () => ({ Plaintext: encrypted, KeyId: id }),
  'SQS.SendMessageBatch': ({ Entries = [] }: SendMessageBatchRequest) => ({
    Successful: Entries.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: id,
      MD5OfMessageBody: md5(MessageBody),
    })),
    Failed: [],
  }),
  'SQS.SendMessage': ({ MessageBody }: SendMessageRequest) => ({
    MessageId: id,
    MD5OfMessageBody: md5(MessageBody),
  }),
  'SNS.Publish': () =>
    `<PublishResponse><PublishResult><MessageId>${id}</MessageId></PublishResult></PublishResponse>`,
  'EventBridge.PutEvents': ({ Entries = [] }: PutEventsRequest) => ({
    FailedEntryCount: 0,
    Entries: Entries.map(() => ({ EventId: id })),
  }),
  'STS.AssumeRole': () =>
    `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIABENCH</AccessKeyId>` +
    `<SecretAccessKey>bench</SecretAccessKey><SessionToken>bench</SessionToken><Expiration>` +
    `${new Date(Date.now() + 900_000).toISOString()}</Expiration></Credentials></AssumeRoleResult>` +
    '</AssumeRoleResponse>',
});

/** The item with a key. Deliveries have none. */
function itemOf(key: Record<string, AttributeValue>, origin: string): Record<string, AttributeValue>[] {
  const { eventKey, targetId, itemId } = unmarshall(key);
  if (targetId !== undefined) return [];
  if (eventKey !== undefined)
    return [marshall(eventItemOf(eventOf(eventKey.split('#')[1]), pageId), { removeUndefinedValues: true })];
  if (itemId.startsWith('ROUTE#')) return [{ ...key, ...marshall({ 'by#subscription': routeEntry }) }];
  if (itemId === 'LICENSOR') return [{ ...key, ...marshall(licensorRecord) }];
  return [{ ...key, ...marshall(targetOf(itemId.split('#')[1], origin)) }];
}

/** Stops the benchmark if a delivery failed: its figures would mean nothing. */
function requireDelivered(statement: string, parameters: AttributeValue[]) {
  const isDelivery = statement.includes('attemptCount');
  if (isDelivery && !parameters.some(({ S }) => S === 'DELIVERED')) {
    throw new Error(`a delivery failed: ${JSON.stringify(parameters)}`);
  }
  return {};
}
