// A partner's own KMS key, and a queue that is encrypted with it.
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { AwsDestination } from '../../../local/partner/partner.ts';
import { partnerAws } from './herald.ts';

/** @returns the ARN of a new key of the partner */
export async function newKey(): Promise<string> {
  const { KeyMetadata } = await new KMSClient(partnerAws).send(new CreateKeyCommand({}));
  return KeyMetadata?.Arn ?? '';
}

/** Creates a key and sets it as the queue's encryption key. @returns the key's ARN */
export async function encryptWithOwnKey({ mailbox }: AwsDestination): Promise<string> {
  const key = await newKey();
  const Attributes = { KmsMasterKeyId: key };
  await new SQSClient(partnerAws).send(new SetQueueAttributesCommand({ QueueUrl: mailbox.url, Attributes }));
  return key;
}
