// Messages of SNS over HTTPS: their signature, and the confirmation of a subscription (Amazon SNS Developer
// Guide, "Verifying the signatures of Amazon SNS messages"). For Node.
import { createVerify } from 'node:crypto';
import { NotificationError, type SnsMessage } from './event.ts';
import { SignatureError } from './signature.ts';

export type SnsRequest = SnsMessage & {
  readonly Type: string;
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Timestamp: string;
  readonly SignatureVersion: string;
  readonly Signature: string;
  readonly SigningCertURL: string;
  readonly Subject?: string | undefined;
  readonly SubscribeURL?: string | undefined;
  readonly Token?: string | undefined;
};

export type SnsOptions = {
  /** Messages of other topics are refused. */
  topicArn: string;
  fetch?: typeof globalThis.fetch | undefined;
};

const ofSns = /^sns\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/;
const digests: Readonly<Record<string, string>> = { 1: 'RSA-SHA1', 2: 'RSA-SHA256' };
const timeoutMs = 5_000;
const mostCertificates = 20;
const certificates = new Map<string, string>();

/**
 * Verifies a message of SNS. It confirms a subscription to the topic by itself.
 * @returns the notification for `fromSns`; undefined for a confirmation
 * @throws SignatureError if it is not of SNS, NotificationError if it is of another topic
 */
export async function receiveSns(
  message: SnsRequest,
  { topicArn, fetch = globalThis.fetch }: SnsOptions,
): Promise<SnsMessage | undefined> {
  if (message.TopicArn !== topicArn)
    throw new NotificationError(`expected a message of ${topicArn}, got one of ${message.TopicArn}`);
  const certificate = await certificateAt(ownUrl(message.SigningCertURL), fetch);
  const digest = digests[message.SignatureVersion];
  if (digest === undefined) throw new SignatureError('wrong-signature', 'unknown SignatureVersion');
  const isAuthentic = createVerify(digest)
    .update(signedText(message))
    .verify(certificate, message.Signature, 'base64');
  if (!isAuthentic) throw new SignatureError('wrong-signature', 'the signature of SNS does not fit');
  if (message.Type !== 'SubscriptionConfirmation') return message;
  const response = await fetch(ownUrl(message.SubscribeURL), limits());
  if (!response.ok)
    throw new Error(`SNS answered ${response.status} to the confirmation of the subscription`);
  return undefined;
}

/** A redirect could lead to any address. */
const limits = (): RequestInit => ({ redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });

/** Only hosts of SNS: a message could otherwise make this service call any address. */
function ownUrl(text = ''): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' && ofSns.test(url.hostname) && url.port === '') return url;
  throw new SignatureError('wrong-signature', 'the message names an address that is not of SNS');
}

async function certificateAt(url: URL, fetch: typeof globalThis.fetch): Promise<string> {
  const known = certificates.get(url.href);
  if (known !== undefined) return known;
  const response = await fetch(url, limits());
  if (!response.ok) throw new Error(`SNS answered ${response.status} to the request for its certificate`);
  const certificate = await response.text();
  if (certificates.size >= mostCertificates) certificates.clear();
  certificates.set(url.href, certificate);
  return certificate;
}

const fieldsOf: Readonly<Record<string, readonly (keyof SnsRequest)[]>> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
};

function signedText(message: SnsRequest): string {
  const fields = fieldsOf[message.Type];
  if (!fields) throw new NotificationError(`unknown Type "${message.Type}" of a message of SNS`);
  return fields
    .flatMap(name => (message[name] === undefined ? [] : [`${name}\n${message[name]}\n`]))
    .join('');
}
