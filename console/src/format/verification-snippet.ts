// A program that computes the signatures of one request (docs/receiving.md, "Verify the signature").
import type { ShownRequest } from '../api/deliveries.ts';

/** A longer body is read from a file, so that the program can be read. */
const mostInline = 4_000;

/** @returns a program for Node; undefined if the request had no signature */
export function verificationSnippet({ headers, body }: ShownRequest): string | undefined {
  const id = headers?.['webhook-id'];
  const timestamp = headers?.['webhook-timestamp'];
  if (id === undefined || timestamp === undefined || headers?.['webhook-signature'] === undefined)
    return undefined;
  const isInline = body.length <= mostInline;
  return [
    '// SECRET=<your signing secret> node verify.mjs',
    "import { createHmac } from 'node:crypto';",
    ...(isInline ? [] : ["import { readFileSync } from 'node:fs';"]),
    '',
    `const id = ${JSON.stringify(id)};`,
    `const timestamp = ${JSON.stringify(timestamp)};`,
    isInline
      ? `const body = ${JSON.stringify(body)};`
      : "const body = readFileSync('body.txt'); // the raw body, as you received it",
    "const secret = process.env.SECRET ?? '';",
    "const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);",
    "const hmac = createHmac('sha256', key).update(id + '.' + timestamp + '.').update(body).digest('base64');",
    "console.log('webhook-signature has v1,' + hmac);",
  ].join('\n');
}
