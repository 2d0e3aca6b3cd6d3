// The published vectors: this package and Herald's own signer agree on each of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { signatureHeaders } from '../../../core/model/webhook-auth/signature.ts';
import { SignatureError, verify, verifyNamed } from '../src/signature.ts';

const common = {
  name: z.string(),
  secrets: z.array(z.string()),
  headers: z.record(z.string(), z.string()),
  body: z.string().optional(),
  bodyBase64: z.string().optional(),
  result: z.string(),
};
const standardSchema = z.strictObject({
  ...common,
  now: z.number(),
  toleranceSeconds: z.number().optional(),
});
const algorithms = z.enum(['HmacSHA256', 'HmacSHA384', 'HmacSHA512']);
const namedSchema = z.strictObject({ ...common, algorithm: algorithms, header: z.string() });

const vectorsIn = <Schema extends z.ZodType>(file: string, schema: Schema) =>
  z
    .object({ vectors: z.array(schema) })
    .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../vectors', file), 'utf8'))).vectors;
const standard = vectorsIn('signatures.json', standardSchema);
const named = vectorsIn('named-headers.json', namedSchema);

const bodyOf = ({ body, bodyBase64 }: { body?: string | undefined; bodyBase64?: string | undefined }) =>
  body ?? new Uint8Array(Buffer.from(bodyBase64 ?? '', 'base64'));
const resultOf = (verified: Promise<unknown>): Promise<string> =>
  verified.then(
    () => 'valid',
    error => (error instanceof SignatureError ? error.fault : String(error)),
  );

test.each(standard)(
  '$name: $result',
  async ({ secrets, headers, now, toleranceSeconds, result, ...more }) => {
    const options = { secret: secrets, toleranceSeconds, clock: () => now * 1000 };

    expect(await resultOf(verify(headers, bodyOf(more), options))).toBe(result);
    expect(await resultOf(verify(new Headers(headers), bodyOf(more), options))).toBe(result);
  },
);

test.each(named)(
  'a named header, $name: $result',
  async ({ secrets, headers, header, algorithm, body, result }) => {
    const options = { secret: secrets, header, algorithm };

    expect(await resultOf(verifyNamed(headers, body ?? '', options))).toBe(result);
  },
);

const settings = (hmacHeader = 'X-Signature', hmacAlgorithm: z.output<typeof algorithms> = 'HmacSHA256') => ({
  hmacHeader,
  hmacAlgorithm,
});

test.each(
  standard.filter(({ name, result }) => result === 'valid' && !/rotation|version|case|padding/.test(name)),
)("Herald's own signer makes the signature of: $name", ({ secrets: [secret = ''], headers, ...more }) => {
  const message = {
    id: headers['webhook-id'] ?? '',
    timestamp: headers['webhook-timestamp'] ?? '',
    body: Buffer.from(bodyOf(more)),
  };

  expect(signatureHeaders([{ settings: settings(), secret }], message)['webhook-signature']).toBe(
    headers['webhook-signature'],
  );
});

test.each(named.filter(({ result }) => result === 'valid'))(
  "Herald's own signer makes the named header of: $name",
  ({ secrets: [secret = ''], headers, header, algorithm, body = '' }) => {
    const signed = signatureHeaders([{ settings: settings(header, algorithm), secret }], {
      id: 'id',
      timestamp: '1767225600',
      body,
    });

    expect(signed[header]).toBe(headers[header]);
  },
);

test('no message of a refusal has a secret or a signature', async () => {
  for (const { secrets, headers, now, ...more } of standard) {
    const text = await verify(headers, bodyOf(more), { secret: secrets, clock: () => now * 1000 }).then(
      () => '',
      error => String(error),
    );
    for (const secret of [...secrets, headers['webhook-signature'] ?? 'v1,none'])
      expect(text).not.toContain(secret.replace('v1,', '') || 'v1,');
  }
});
