// Credentials must be well-formed text: a lone surrogate has no UTF-8 form.
import { expect, test } from 'vitest';
import { webhookAuthInputSchema } from '../../../../../core/model/webhook-auth/webhook-auth.ts';

const accepts = (text: string) =>
  [
    { type: 'basic', username: text, password: 'p' },
    { type: 'basic', username: 'u', password: text },
    { type: 'queryParameter', queryParameterName: 'key', queryParameterValue: text },
  ].map(auth => webhookAuthInputSchema.safeParse(auth).success);

test.each(['plain', 'é☃', '😀', ' '])('%j is accepted as user name, password and query value', text => {
  expect(accepts(text)).toEqual([true, true, true]);
});

test.each(['\ud83d', 'a\udc00b', 'line\nbreak', '\0', '\x7f'])(
  '%j is rejected as user name, password and query value',
  text => {
    expect(accepts(text)).toEqual([false, false, false]);
  },
);

test('an empty query value is rejected', () => {
  expect(accepts('').at(-1)).toBe(false);
});

test.each([
  ['', 'password', true],
  ['user', '', true],
  ['user', undefined, true],
  ['', undefined, true],
  ['', '', false],
])(
  'basic authentication with user name %j and password %j: accepted is %s',
  (username, password, expected) => {
    const auth = { type: 'basic', username, password };

    expect(webhookAuthInputSchema.safeParse(auth).success).toBe(expected);
  },
);
