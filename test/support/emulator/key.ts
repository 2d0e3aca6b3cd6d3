// Encrypts a partner's queue with the partner's own KMS key.
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { AwsDestination } from '../../../local/partner/partner.ts';
import { partnerAws } from './herald.ts';

/** Creates a key and sets it as the queue's encryption key. @returns the key's ARN */
export async function encryptWithOwnKey({ mailbox }: AwsDestination): Promise<string> {
  const { KeyMetadata } = await new KMSClient(partnerAws).send(new CreateKeyCommand({}));
  const key = KeyMetadata?.Arn ?? '';
  const Attributes = { KmsMasterKeyId: key };
  await new SQSClient(partnerAws).send(new SetQueueAttributesCommand({ QueueUrl: mailbox.url, Attributes }));
  return key;
}
