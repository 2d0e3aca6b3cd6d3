// The code that the documents print for receivers accepts what Herald signs, and nothing else.
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { signatureHeaders } from '../../../core/model/webhook-auth/signature.ts';
import { codeOf, installedLanguages, runCode } from '../../support/builders/receiver-code.ts';
import { contentOf } from './repository-files.ts';

const page = contentOf('docs/receiving.md');
const body = Buffer.from('{"name":"Zoë","emoji":"✓"}');
const settings = { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' } as const;
const secrets = {
  'whsec_…': `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  'raw text': 'a raw secret, with = and / in it',
};
const other = 'another-secret-of-a-partner';
const now = Math.floor(Date.now() / 1000);

/** What Herald sends. @param replaced a secret that signs on after a rotation */
function signed(secret: string, { timestamp = String(now), replaced = '' } = {}) {
  const keys = [...(replaced === '' ? [] : [replaced]), secret].map(one => ({ settings, secret: one }));
  const headers = signatureHeaders(keys, { id: 'event-1', timestamp, body });
  return { secret, id: 'event-1', timestamp, signatures: headers['webhook-signature'] ?? '', body };
}

function casesOf(secret: string) {
  const right = signed(secret);
  const v1 = right.signatures;
  return [
    [right, true],
    [{ ...signed(other, { replaced: secret }), secret }, true],
    [{ ...signed(secret, { replaced: other }), secret }, true],
    [signed(secret, { timestamp: String(now - 200) }), true],
    [{ ...right, secret: other }, false],
    [{ ...right, body: Buffer.from('{}') }, false],
    [{ ...right, id: 'event-2' }, false],
    [{ ...right, timestamp: String(now - 1) }, false],
    [signed(secret, { timestamp: String(now - 4000) }), false],
    [signed(secret, { timestamp: String(now + 4000) }), false],
    [signed(secret, { timestamp: 'yesterday' }), false],
    [{ ...right, timestamp: '' }, false],
    [{ ...right, signatures: '' }, false],
    [{ ...right, signatures: 'v1,' }, false],
    [{ ...right, signatures: v1.slice(3) }, false],
    [{ ...right, signatures: v1.replace('v1,', 'v1a,') }, false],
    [{ ...right, signatures: `v1,é ${v1.slice(0, -1)}` }, false],
  ] as const;
}

const vectorSchema = z.object({
  secrets: z.array(z.string()),
  headers: z.record(z.string(), z.string()),
  body: z.string().optional(),
  bodyBase64: z.string().default(''),
  now: z.number(),
  toleranceSeconds: z.number().optional(),
  result: z.string(),
});

/** The published vectors that a function with one secret and a tolerance of five minutes can take. */
const vectors = z
  .object({ vectors: z.array(vectorSchema) })
  .parse(JSON.parse(contentOf('packages/receive/vectors/signatures.json')))
  .vectors.filter(
    ({ secrets: all, toleranceSeconds, result }) =>
      all.length === 1 && toleranceSeconds === undefined && !/^m.*-(?:header|secret)$/.test(result),
  )
  .map(({ secrets: [secret = ''], headers, body: text, bodyBase64, now: at, result }) => {
    const header = (name: string) =>
      Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';
    const message = {
      secret,
      id: header('webhook-id'),
      timestamp: header('webhook-timestamp'),
      signatures: header('webhook-signature'),
      body: text === undefined ? Buffer.from(bodyBase64, 'base64') : Buffer.from(text),
    };
    return [message, result === 'valid', at] as const;
  });

test('the code for Node is run on every machine', () => {
  expect(installedLanguages.map(({ name }) => name)).toContain('Node');
});

/** Go compiles its standard library at the first run on a machine. */
const timeout = 300_000;

test.each(installedLanguages)(
  'the printed $name code verifies both forms of secret',
  { timeout },
  async language => {
    const cases = [...Object.values(secrets).flatMap(casesOf), ...vectors];
    const args = cases.flatMap(([{ secret, id, timestamp, signatures, body: bytes }, , at = now]) => [
      ...[secret, id, timestamp, signatures],
      bytes.toString('base64'),
      String(at),
    ]);

    const lines = await runCode(language, codeOf(contentOf(language.page), language), args);

    expect(vectors.length).toBeGreaterThan(20);
    expect(lines).toEqual(cases.map(([, expected]) => String(expected)));
  },
);

test.each(Object.entries(secrets))(
  'the official library verifies with a secret of the form %s',
  (_, secret) => {
    const { id, timestamp, signatures } = signed(secret);
    const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures };
    const key = secret.startsWith('whsec_') ? secret : Buffer.from(secret).toString('base64');

    expect(page).toContain(
      "const key = secret.startsWith('whsec_') ? secret : Buffer.from(secret).toString('base64');",
    );
    expect(new Webhook(key).verify(body.toString(), headers)).toEqual(JSON.parse(body.toString()));
  },
);

test('the page has code for Ruby and PHP', () => {
  for (const [name, fence] of [
    ['Ruby', 'ruby'],
    ['PHP', 'php'],
  ] as const)
    expect(codeOf(page, { name, fence })).toContain('whsec_');
});
