// Invocations of Herald's own functions equal those of the SDK's Lambda client.
import { createHash, createHmac } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { mockFunctions } from '../../../../support/handlers/invoked-functions.ts';

const functions = mockFunctions();
const credentials = { accessKeyId: 'HERALDSOWN', secretAccessKey: 'secret', sessionToken: 'session' };
const answer = z.object({ result: z.number() });

beforeEach(functions.reset);

const names = ['herald-verifier', 'arn:aws:lambda:eu-west-1:111111111111:function:herald-verifier'];

test.each(names)(
  'the request to %s has the address, body and signing scope of the SDK client',
  async name => {
    functions.answers(name, { result: 7 });
    await functions.invoke(name, { question: 'é' }, answer);
    const Payload = JSON.stringify({ question: 'é' });
    await new LambdaClient({ region: 'eu-west-1', credentials, requestHandler: functions }).send(
      new InvokeCommand({ FunctionName: name, Payload }),
    );

    const [ours, theirs] = functions
      .requests()
      .map(({ method, protocol, hostname, path, headers, body }) => ({
        method,
        protocol,
        hostname,
        path,
        body: Buffer.from(body).toString(),
        token: headers['x-amz-security-token'],
        scope: /Credential=([^,]+),/.exec(headers['authorization'] ?? '')?.[1],
      }));
    expect(ours).toEqual(theirs);
  },
);

/** An independent Signature Version 4 (IAM User Guide, "Create a signed AWS API request"). */
function signatureOf({ method, path, headers, body }: ReturnType<typeof functions.requests>[number]): string {
  const [, scope = '', names = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+)/.exec(headers['authorization'] ?? '') ?? [];
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const canonicalPath = path.split('/').map(encodeURIComponent).join('/');
  const canonicalHeaders = names.split(';').map(name => `${name}:${headers[name]}\n`);
  const canonical = [method, canonicalPath, '', canonicalHeaders.join(''), names, sha256(body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  return hmac(key, toSign).toString('hex');
}

test.each(names)('the signature of a request to %s covers its host, path, body and session', async name => {
  functions.answers(name, { result: 7 });
  await functions.invoke(name, { question: 'é' }, answer);

  const [request] = functions.requests();
  const [, signed, signature] =
    /SignedHeaders=([^,]+), Signature=(\w+)$/.exec(request?.headers['authorization'] ?? '') ?? [];
  expect(signed?.split(';')).toEqual(expect.arrayContaining(['host', 'x-amz-date', 'x-amz-security-token']));
  expect(request && signatureOf(request)).toBe(signature);
});

test('the answer is parsed with its schema', async () => {
  functions.answers('verifier', { result: 7, more: true });

  expect(await functions.invoke('verifier', {}, answer)).toEqual({ result: 7 });
});

test.each([
  ['has failed', () => functions.fails('verifier', 'secret detail'), 'verifier failed: Unhandled'],
  [
    'cannot be invoked',
    () => functions.unavailable('verifier'),
    'cannot invoke verifier: Lambda answered 429 TooManyRequestsException',
  ],
])('a function that %s makes the call throw', async (_, arrange, message) => {
  arrange();

  await expect(functions.invoke('verifier', {}, answer)).rejects.toThrow(message);
});

test('an answer that does not match its schema throws', async () => {
  functions.answers('verifier', { result: 'seven' });

  await expect(functions.invoke('verifier', {}, answer)).rejects.toThrow();
});

test('regions of other partitions have their own domain, an emulator its own address and port', async () => {
  functions.answers('verifier', { result: 7 });
  await functions.createInvoke({ AWS_REGION: 'cn-north-1' })('verifier', {}, answer);
  await functions.createInvoke({ AWS_REGION: 'eusc-de-east-1' })('verifier', {}, answer);
  await functions.createInvoke({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' })('verifier', {}, answer);

  const [china, europe, emulator] = functions.requests();
  expect(china?.hostname).toBe('lambda.cn-north-1.amazonaws.com.cn');
  expect(europe?.hostname).toBe('lambda.eusc-de-east-1.amazonaws.eu');
  expect(emulator).toMatchObject({ protocol: 'http:', hostname: '127.0.0.1', port: 4566 });
});
