// What no JSON value of a caller may hold, wherever it is.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { issueOfJson, maxLevels } from '../../../../../core/model/api/json-value.ts';

const nested = (levels: number, inner = '1') => '['.repeat(levels) + inner + ']'.repeat(levels);
const issueOf = (text: string) => issueOfJson(JSON.parse(text));

test.each<[string, string, string[], string]>([
  [
    'a lone high surrogate',
    String.raw`{"a":{"b":["x","\ud800"]}}`,
    ['a', 'b', '1'],
    'not well-formed Unicode',
  ],
  ['a lone low surrogate', String.raw`{"a":"x\udc00y"}`, ['a'], 'not well-formed Unicode'],
  ['a pair in the wrong order', String.raw`{"a":"\udc00\ud800"}`, ['a'], 'not well-formed Unicode'],
  ['text alone', String.raw`"\ud800"`, [], 'not well-formed Unicode'],
  ['a field name', String.raw`{"a":{"\ud800":1}}`, ['a'], 'a field name is not well-formed Unicode'],
  ['__proto__', '{"a":{"__proto__":{"b":1}}}', ['a'], 'unknown field "__proto__"'],
  ['__proto__ at the top', '{"__proto__":1}', [], 'unknown field "__proto__"'],
  ['__proto__ in a list', '{"a":[{"__proto__":null}]}', ['a', '0'], 'unknown field "__proto__"'],
  ['an escaped __proto__', String.raw`{"\u005f_proto__":1}`, [], 'unknown field "__proto__"'],
  ['one level too many', `{"a":${nested(101)}}`, ['a'], 'nested too deep (at most 100 levels)'],
  ['5,000 levels', `{"a":{"b":${nested(5000)}}}`, ['a'], 'nested too deep (at most 100 levels)'],
  ['100,000 levels', nested(100_000), ['0'], 'nested too deep (at most 100 levels)'],
])('%s is an issue that names the field', (_, text, path, message) => {
  expect(issueOf(text)).toEqual({ path, message });
});

test.each([
  ['the deepest value', `{"a":${nested(maxLevels)},"b":1}`],
  [
    'pairs of surrogates, the last characters, NUL',
    String.raw`{"\ud83d\ude00":"\ud83d\ude00 \uffff \ufffe \u0000"}`,
  ],
  ['names that objects inherit', '{"constructor":1,"toString":{"prototype":"__proto__"}}'],
  ['numbers, null, nothing', '{"a":[1,null,true,{},[]],"b":""}'],
])('%s has no issue', (_, text) => {
  expect(issueOf(text)).toBeUndefined();
});

test('any JSON of well-formed text has no issue', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 6 }), value => {
      fc.pre(!JSON.stringify(value).includes('__proto__'));
      expect(issueOf(JSON.stringify(value))).toBeUndefined();
    }),
  );
});
