// Messages of SNS, signed with a certificate of the test as SNS signs them.
import { createSign } from 'node:crypto';
import { generate } from 'selfsigned';
import { beforeAll, expect, test } from 'vitest';
import { receiveSns, type SnsRequest } from '../src/sns.ts';

const topicArn = 'arn:aws:sns:eu-west-1:222222222222:orders';
let keys: { private: string; cert: string };
beforeAll(async () => {
  keys = await generate([{ name: 'commonName', value: 'sns.amazonaws.com' }], { keySize: 2048 });
});

let certificates = 0;
const message = (fields: Partial<SnsRequest> = {}): SnsRequest => {
  const unsigned = {
    Type: 'Notification',
    MessageId: 'message-1',
    TopicArn: topicArn,
    Message: '{"eventType":"A"}',
    Timestamp: '2026-01-01T00:00:00.000Z',
    SignatureVersion: '2',
    SigningCertURL: `https://sns.eu-west-1.amazonaws.com/certificate-${certificates++}.pem`,
    ...fields,
  };
  const names =
    unsigned.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const);
  const text = names
    .flatMap(name => (unsigned[name] === undefined ? [] : [`${name}\n${unsigned[name]}\n`]))
    .join('');
  const digest = unsigned.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
  return { ...unsigned, Signature: createSign(digest).update(text).sign(keys.private, 'base64') };
};

/** Answers requests for certificates; notes all others. */
function sns() {
  const called: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    expect(init?.redirect).toBe('error');
    const url = String(input);
    called.push(url);
    return new Response(url.includes('certificate') ? keys.cert : 'confirmed');
  };
  return { called, options: { topicArn, fetch } };
}

test.each(['1', '2'])('a message with signature version %s is authentic', async SignatureVersion => {
  const { options } = sns();
  const sent = message({ SignatureVersion, Subject: 'hello' });

  expect(await receiveSns(sent, options)).toBe(sent);
});

test('a changed message is refused', async () => {
  const { options } = sns();

  await expect(receiveSns({ ...message(), Message: '{"eventType":"B"}' }, options)).rejects.toThrow(
    'the signature of SNS does not fit',
  );
});

test('a subscription is confirmed, and a certificate is read once', async () => {
  const { called, options } = sns();
  const SigningCertURL = 'https://sns.eu-west-1.amazonaws.com/certificate-shared.pem';
  const SubscribeURL = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';
  const confirmation = message({
    Type: 'SubscriptionConfirmation',
    Token: 't',
    SubscribeURL,
    SigningCertURL,
  });

  expect(await receiveSns(confirmation, options)).toBeUndefined();
  await receiveSns(message({ SigningCertURL }), options);

  expect(called).toEqual([SigningCertURL, SubscribeURL]);
});

test.each([
  'http://sns.eu-west-1.amazonaws.com/certificate.pem',
  'https://sns.eu-west-1.amazonaws.com.evil.example/certificate.pem',
  'https://evil.example/sns.eu-west-1.amazonaws.com/certificate.pem',
  'https://sns.eu-west-1.amazonaws.com:8443/certificate.pem',
  'https://169.254.169.254/latest/meta-data/certificate',
  'file:///etc/passwd',
  '',
])('the address %s is never called', async address => {
  const { called, options } = sns();
  await expect(receiveSns(message({ SigningCertURL: address }), options)).rejects.toThrow('not of SNS');
  const confirmation = message({ Type: 'SubscriptionConfirmation', Token: 't', SubscribeURL: address });
  await expect(receiveSns(confirmation, options)).rejects.toThrow('not of SNS');

  expect(called.filter(url => !url.includes('sns.eu-west-1.amazonaws.com/certificate-'))).toEqual([]);
});

test('a message of another topic is refused before anything is called', async () => {
  const { called, options } = sns();

  await expect(receiveSns(message({ TopicArn: `${topicArn}-other` }), options)).rejects.toThrow(
    `expected a message of ${topicArn}`,
  );
  expect(called).toEqual([]);
});
