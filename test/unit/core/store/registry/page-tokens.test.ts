import { expect, test } from 'vitest';
import { pageTokenOf, readPageToken } from '../../../../../core/store/registry/page-token.ts';

const token = pageTokenOf('acme', 'TARGET#t1');
const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const refused = expect.objectContaining({
  code: 'BAD_REQUEST',
  message: 'nextToken: expected a token from the answer before this one',
});

test('a token leads on after the item that it was made for', () => {
  expect(readPageToken(token, 'acme', 'TARGET#')).toBe('TARGET#t1');
});

test('a token is of use to no other licensor and in no other listing', () => {
  expect(() => readPageToken(token, 'other', 'TARGET#')).toThrow(refused);
  expect(() => readPageToken(token, 'acme', 'SUBSCRIPTION#')).toThrow(refused);
});

test.each([
  '',
  'nonsense',
  '%%%',
  forged('acme'),
  forged(['acme']),
  forged(['acme', 5]),
  forged(null),
  forged({ 0: 'acme', 1: 'TARGET#' }),
  forged(['acme', `TARGET#${'x'.repeat(2000)}`]),
])('the token %j is refused', text => {
  expect(() => readPageToken(text, 'acme', 'TARGET#')).toThrow(refused);
});
