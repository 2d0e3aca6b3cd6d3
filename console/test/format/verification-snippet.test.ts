// The program that the page shows is run here, with the signature that Standard Webhooks' library makes.
import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { verificationSnippet } from '../../src/format/verification-snippet.ts';

const timestamp = '1767225600';
const request = (body: string, more: Record<string, string> = {}) => ({
  destination: 'https://api.example.com/webhooks',
  method: 'POST',
  headers: {
    'webhook-id': 'event-1',
    'webhook-timestamp': timestamp,
    'webhook-signature': 'REDACTED',
    ...more,
  },
  body,
});

async function printedBy(program: string, secret: string, body: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'herald-snippet-'));
  await writeFile(join(folder, 'verify.mjs'), program);
  await writeFile(join(folder, 'body.txt'), body);
  const options = { cwd: folder, env: { SECRET: secret } };
  const { stdout } = await promisify(execFile)(process.execPath, ['verify.mjs'], options);
  return stdout.trim();
}

const base64Secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;

test.each([
  ['a short body', base64Secret, '{"a": "ü 😀 \' ` $x </script> \u2028"}'],
  ['a long body, from a file', base64Secret, JSON.stringify({ text: 'ü'.repeat(5_000) })],
  ['a secret that is a text', 'a-long-random-secret', '{}'],
])('the program prints the signature of %s', async (_, secret, body) => {
  const key = secret.startsWith('whsec_') ? secret : Buffer.from(secret).toString('base64');
  const expected = new Webhook(key).sign('event-1', new Date(Number(timestamp) * 1_000), body);

  const program = verificationSnippet(request(body));

  expect(await printedBy(program ?? '', secret, body)).toBe(`webhook-signature has ${expected}`);
});

test('a request without a signature has no program', () => {
  const { 'webhook-signature': _, ...headers } = request('{}').headers;

  expect(verificationSnippet({ ...request('{}'), headers })).toBeUndefined();
  expect(
    verificationSnippet({ destination: 'arn:aws:sqs:eu-west-1:222222222222:q', body: '{}' }),
  ).toBeUndefined();
});
