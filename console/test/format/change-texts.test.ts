import { expect, test } from 'vitest';
import { authorText, fieldText, kindText } from '../../src/format/change-texts.ts';

test.each([
  [{ field: 'httpMethod', before: 'POST', after: 'PUT' }, 'httpMethod: "POST" → "PUT"'],
  [{ field: 'filter', after: { territory: ['US'] } }, 'filter: nothing → {"territory":["US"]}'],
  [{ field: 'filter', before: { territory: ['US'] } }, 'filter: {"territory":["US"]} → nothing'],
  [{ field: 'secret', after: 'changed' }, 'secret: changed'],
  [{ field: 'limit', before: 0, after: null }, 'limit: 0 → null'],
])('the field %o is %s', (field, text) => {
  expect(fieldText(field)).toBe(text);
});

test('a long value is cut', () => {
  expect(fieldText({ field: 'destination', after: 'x'.repeat(5_000) }).length).toBeLessThan(300);
});

test.each([
  [{ kind: 'OPERATOR' as const }, 'the platform'],
  [
    { kind: 'CLIENT' as const, id: 'key-1', name: 'reports', sourceAddress: '192.0.2.1' },
    'reports (key-1), from 192.0.2.1',
  ],
  [{ kind: 'CLIENT' as const, id: 'key-1' }, 'key-1'],
])('the author %o is %s', (by, text) => {
  expect(authorText(by)).toBe(text);
});

test('a kind that the page does not know is shown as it is', () => {
  expect([kindText('authProfile'), kindText('parcel')]).toEqual(['Auth profile', 'parcel']);
});
