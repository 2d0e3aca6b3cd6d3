// The code that docs/receiving.md prints for receivers accepts what Herald signs, and nothing else.
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
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

test('the code for Node is run on every machine', () => {
  expect(installedLanguages.map(({ name }) => name)).toContain('Node');
});

/** Go compiles its standard library at the first run on a machine. */
const timeout = 300_000;

test.each(installedLanguages)(
  'the printed $name code verifies both forms of secret',
  { timeout },
  async language => {
    const cases = Object.values(secrets).flatMap(casesOf);
    const args = cases.flatMap(([{ secret, id, timestamp, signatures, body: bytes }]) => [
      ...[secret, id, timestamp, signatures],
      bytes.toString('base64'),
    ]);

    const lines = await runCode(language, codeOf(page, language), args);

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
