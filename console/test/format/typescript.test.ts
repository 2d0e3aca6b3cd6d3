import { expect, test } from 'vitest';
import { typeScriptOf } from '../../src/format/typescript.ts';

test('an object becomes a type with optional fields, comments and nested types', () => {
  const schema = {
    type: 'object',
    properties: {
      orderId: { type: 'string', description: 'The order */ of\nthe shop' },
      at: { type: 'string', format: 'date-time' },
      'x-lines': {
        type: 'array',
        items: { type: 'object', properties: { count: { type: 'integer' } }, required: ['count'] },
      },
    },
    required: ['orderId', 'at'],
  };

  expect(typeScriptOf('order.shipped-v2', schema)).toBe(
    [
      'export type OrderShippedV2 = {',
      '  /** The order *\\/ of the shop */',
      '  orderId: string;',
      '  /** Format: date-time */',
      '  at: string;',
      '  "x-lines"?: Array<{',
      '    count: number;',
      '  }>;',
      '};',
    ].join('\n'),
  );
});

test.each([
  [{ const: 'A' }, '"A"'],
  [{ enum: ['A', 1, null] }, '"A" | 1 | null'],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ oneOf: [{ type: 'integer' }, { type: 'number' }] }, 'number'],
  [{ anyOf: [{ type: 'string' }, {}] }, 'unknown'],
  [{ allOf: [{ type: 'string' }, { const: 'A' }] }, '(string) & ("A")'],
  [{ type: 'object', additionalProperties: { type: 'boolean' } }, 'Record<string, boolean>'],
  [{ type: 'object', additionalProperties: false }, 'Record<string, never>'],
  [{ type: 'object' }, 'Record<string, unknown>'],
  [{ type: 'array' }, 'unknown[]'],
  [{ $ref: 'https://elsewhere.example.com/schema' }, 'unknown'],
  [{}, 'unknown'],
])('%o is %s', (schema, type) => {
  expect(typeScriptOf('One', schema)).toBe(`export type One = ${type};`);
});

test('definitions are types of their own', () => {
  const schema = { $ref: '#/$defs/line-item', $defs: { 'line-item': { type: 'string' } } };

  expect(typeScriptOf('2', schema)).toBe('export type Type2 = LineItem;\n\nexport type LineItem = string;');
});
