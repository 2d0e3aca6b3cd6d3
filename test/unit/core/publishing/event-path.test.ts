// Paths by which a feed reads fields of an event.
import { describe, expect, test } from 'vitest';
import { parsePath, valueAt } from '../../../../core/publishing/event-path.ts';

const event = {
  id: 'one',
  'detail-type': 'OrderShipped',
  detail: { 'a b': 1, nothing: null, items: [{ id: 'first' }, { id: 'second' }] },
};

describe('a path', () => {
  test.each([
    ['$', event],
    ['$.id', 'one'],
    ['$.detail-type', 'OrderShipped'],
    ["$['detail-type']", 'OrderShipped'],
    ['$["detail"]["a b"]', 1],
    ['$.detail.items[1].id', 'second'],
    ['$.detail.nothing', null],
  ])('%s finds its value', (path, value) => {
    expect(valueAt(event, parsePath(path))).toEqual(value);
  });

  test.each([
    '$.missing',
    '$.id.length',
    '$.detail.items[2]',
    '$.detail.items.length',
    '$.detail[0]',
    '$.detail.nothing.more',
    '$.constructor',
    '$.__proto__',
  ])('%s finds nothing', path => {
    expect(valueAt(event, parsePath(path))).toBeUndefined();
  });

  test.each([
    ['', 'must begin with $'],
    ['detail.id', 'must begin with $'],
    ['$.', 'is wrong at "."'],
    ['$detail', 'is wrong at "detail"'],
    ['$.a..b', 'is wrong at "..b"'],
    ['$.a[*]', 'is wrong at "[*]"'],
    ['$.a[-1]', 'is wrong at "[-1]"'],
    ["$['a]", `is wrong at "['a]"`],
    ['$.a b', 'is wrong at " b"'],
    ['$.a[?(@.b)]', 'is wrong at "[?(@.b)]"'],
  ])('"%s" is refused', (path, message) => {
    expect(() => parsePath(path)).toThrow(message);
  });
});
