// The excerpt of a failed answer's body.
import { expect, test } from 'vitest';
import { excerptOf } from '../../../../../core/model/delivery/answer-excerpt.ts';

const excerpt = (body: string | number[], ...secrets: string[]) =>
  excerptOf(typeof body === 'string' ? Buffer.from(body) : Buffer.from(body), secrets);

test.each<[string, string | number[], string]>([
  ['text', 'upstream: línea 3\n\tat x', 'upstream: línea 3\n\tat x'],
  ['an empty body', '', ''],
  ['bytes that are not UTF-8', [0x61, 0xff, 0x62], 'a\ufffdb'],
  ['control characters and terminal sequences', 'a\u0000b\r\n\u001b[31mc\u0085d\u007f', 'ab\n[31mcd'],
  ['characters that turn the direction of text', 'a\u202eb\u2066c', 'abc'],
])('%s', (_, body, expected) => {
  expect(excerpt(body)).toBe(expected);
});

test('it has at most 1,024 bytes, and no half of a character', () => {
  expect(excerpt('x'.repeat(5000))).toBe('x'.repeat(1024));
  expect(excerpt('€'.repeat(500))).toBe('€'.repeat(341));
});

test.each<[string, string, string[], string]>([
  ['wherever it is', 'got "S3CRET" and S3CRET', ['S3CRET'], 'got "REDACTED" and REDACTED'],
  ['the longest first', 'a S3CRET-long b', ['S3CRET', 'S3CRET-long'], 'a REDACTED b'],
  ['with control characters within it', 'a S3\u0000CRET', ['S3CRET'], 'a REDACTED'],
  ['of which only the beginning arrived', 'got S3CRE', ['S3CRET'], 'got REDACTED'],
  ['across the limit', `${'x'.repeat(1020)}S3CRET`, ['S3CRET'], `${'x'.repeat(1020)}REDA`],
  ['of characters that expressions know', 'a+.*b', ['+.*'], 'aREDACTEDb'],
  ['that is empty', 'text', [''], 'text'],
])('a secret of the request is redacted: %s', (_, body, secrets, expected) => {
  expect(excerpt(body, ...secrets)).toBe(expected);
});
