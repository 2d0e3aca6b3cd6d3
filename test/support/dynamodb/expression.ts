// The part of DynamoDB's expression language that the stores use: conditions, filters and key conditions
// (DynamoDB Developer Guide, "Condition expressions"). Anything else is refused, so that the in-memory
// DynamoDB never guesses.

export type Item = Record<string, unknown>;
/** The values of an expression's placeholders. */
export type Given = {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, unknown> | undefined;
};

export type Operand = { name: string } | { value: string } | { sizeOf: Operand };
export type Condition =
  | { op: 'and' | 'or'; parts: Condition[] }
  | { op: 'not'; part: Condition }
  | { op: 'compare'; comparator: string; left: Operand; right: Operand }
  | { op: 'between'; left: Operand; low: Operand; high: Operand }
  | { op: 'in'; left: Operand; list: Operand[] }
  | { op: 'call'; name: string; args: Operand[] };

/** DynamoDB's error for an invalid request, which is a bug of the caller. */
export function invalid(message: string): Error {
  return Object.assign(new Error(message), {
    name: 'ValidationException',
    $metadata: { httpStatusCode: 400 },
  });
}

const tokenPattern = /\s*(<=|>=|<>|[=<>(),+-]|[#:]?[A-Za-z_][A-Za-z0-9_]*)/y;

export function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.trimEnd().length) {
    const from = tokenPattern.lastIndex;
    const token = tokenPattern.exec(text)?.[1];
    if (token === undefined) throw invalid(`unknown token "${text.slice(from)}" in "${text}"`);
    tokens.push(token);
  }
  return tokens;
}

/** Reads the tokens of an expression one after the other. */
export class Reader {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(text: string) {
    this.tokens = tokensOf(text);
  }
  get next(): string | undefined {
    return this.tokens[this.at];
  }
  take(): string {
    const token = this.tokens[this.at++];
    if (token === undefined) throw invalid('the expression ends too early');
    return token;
  }
  /** Takes the next token if it is `wanted`, ignoring case. @returns whether it did */
  takeIf(wanted: string): boolean {
    if (this.next?.toUpperCase() !== wanted) return false;
    this.at++;
    return true;
  }
  expect(wanted: string): void {
    if (!this.takeIf(wanted)) throw invalid(`expected ${wanted}, got ${this.next ?? 'the end'}`);
  }
}

export function readOperand(reader: Reader): Operand {
  const token = reader.take();
  if (token.startsWith(':')) return { value: token };
  if (token !== 'size' || reader.next !== '(') return { name: token };
  const [of, ...more] = readArguments(reader);
  if (!of || more.length > 0) throw invalid('size takes one path');
  return { sizeOf: of };
}

export function readArguments(reader: Reader): Operand[] {
  reader.expect('(');
  const args: Operand[] = [];
  do args.push(readOperand(reader));
  while (reader.takeIf(','));
  reader.expect(')');
  return args;
}

const functions = new Set(['attribute_exists', 'attribute_not_exists', 'begins_with', 'contains']);
const comparators = new Set(['=', '<>', '<', '<=', '>', '>=']);

function readOr(reader: Reader): Condition {
  const parts = [readAnd(reader)];
  while (reader.takeIf('OR')) parts.push(readAnd(reader));
  return parts.length === 1 && parts[0] ? parts[0] : { op: 'or', parts };
}

function readAnd(reader: Reader): Condition {
  const parts = [readOne(reader)];
  while (reader.takeIf('AND')) parts.push(readOne(reader));
  return parts.length === 1 && parts[0] ? parts[0] : { op: 'and', parts };
}

function readOne(reader: Reader): Condition {
  if (reader.takeIf('NOT')) return { op: 'not', part: readOne(reader) };
  if (reader.takeIf('(')) {
    const inner = readOr(reader);
    reader.expect(')');
    return inner;
  }
  if (functions.has(reader.next ?? '')) {
    return { op: 'call', name: reader.take(), args: readArguments(reader) };
  }
  const left = readOperand(reader);
  if (reader.takeIf('BETWEEN')) {
    const low = readOperand(reader);
    reader.expect('AND');
    return { op: 'between', left, low, high: readOperand(reader) };
  }
  if (reader.takeIf('IN')) return { op: 'in', left, list: readArguments(reader) };
  const comparator = reader.take();
  if (!comparators.has(comparator)) throw invalid(`unknown comparator "${comparator}"`);
  return { op: 'compare', comparator, left, right: readOperand(reader) };
}

const parsed = new Map<string, Condition>();

export function parseCondition(text: string): Condition {
  const known = parsed.get(text);
  if (known) return known;
  const reader = new Reader(text);
  const condition = readOr(reader);
  if (reader.next !== undefined) throw invalid(`unexpected token "${reader.next}" in "${text}"`);
  parsed.set(text, condition);
  return condition;
}

export function nameOf(name: string, given: Given): string {
  if (!name.startsWith('#')) return name;
  const defined = given.ExpressionAttributeNames?.[name];
  if (defined === undefined) throw invalid(`${name} is not defined`);
  return defined;
}

export function resolve(operand: Operand, item: Item, given: Given): unknown {
  if ('sizeOf' in operand) return sizeOf(resolve(operand.sizeOf, item, given));
  if ('name' in operand) return item[nameOf(operand.name, given)];
  const value = given.ExpressionAttributeValues?.[operand.value];
  if (value === undefined) throw invalid(`${operand.value} is not defined`);
  return value;
}

function sizeOf(value: unknown): number | undefined {
  if (value instanceof Set) return value.size;
  if (value instanceof Uint8Array) return value.byteLength;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}

/**
 * Compares two strings or two numbers.
 * @returns a number below, at or above 0; undefined for values of other or different types
 */
export function order(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== 'string' || typeof b !== 'string') return undefined;
  return a < b ? -1 : a > b ? 1 : 0;
}

const isSame = (a: unknown, b: unknown): boolean =>
  typeof a === 'object' && a !== null ? JSON.stringify(plain(a)) === JSON.stringify(plain(b)) : a === b;
const plain = (value: unknown): unknown => (value instanceof Set ? [...value].sort() : value);

const compared: Record<string, (difference: number) => boolean> = {
  '<': difference => difference < 0,
  '<=': difference => difference <= 0,
  '>': difference => difference > 0,
  '>=': difference => difference >= 0,
};

export function compare(comparator: string, a: unknown, b: unknown): boolean {
  // A comparison with a missing attribute is false, except <>, which is true.
  if (comparator === '<>') return !isSame(a, b);
  if (comparator === '=') return a !== undefined && isSame(a, b);
  const difference = order(a, b);
  return difference !== undefined && (compared[comparator]?.(difference) ?? false);
}

function call(name: string, [first, second]: unknown[]): boolean {
  if (name === 'attribute_exists') return first !== undefined;
  if (name === 'attribute_not_exists') return first === undefined;
  if (name === 'begins_with') return typeof first === 'string' && first.startsWith(String(second));
  if (first instanceof Set) return first.has(second);
  return typeof first === 'string'
    ? first.includes(String(second))
    : Array.isArray(first) && first.includes(second);
}

/** @param item `{}` if there is no item. @returns whether the condition is true for it */
export function holds(condition: Condition, item: Item, given: Given): boolean {
  const value = (operand: Operand) => resolve(operand, item, given);
  switch (condition.op) {
    case 'and':
      return condition.parts.every(part => holds(part, item, given));
    case 'or':
      return condition.parts.some(part => holds(part, item, given));
    case 'not':
      return !holds(condition.part, item, given);
    case 'compare':
      return compare(condition.comparator, value(condition.left), value(condition.right));
    case 'between':
      return (
        compare('>=', value(condition.left), value(condition.low)) &&
        compare('<=', value(condition.left), value(condition.high))
      );
    case 'in':
      return condition.list.some(one => compare('=', value(condition.left), value(one)));
    case 'call':
      return call(condition.name, condition.args.map(value));
  }
}

/** DynamoDB refuses a request with a placeholder that is defined but not used, or used but not defined. */
export function requireAllUsed(expressions: readonly (string | undefined)[], given: Given): void {
  const written = expressions.flatMap(text => (text === undefined ? [] : placeholdersOf(text)));
  const names = given.ExpressionAttributeNames ?? {};
  const values = given.ExpressionAttributeValues ?? {};
  for (const placeholder of written) {
    const defined = placeholder.startsWith('#') ? names[placeholder] : values[placeholder];
    if (defined === undefined) throw invalid(`${placeholder} is not defined`);
  }
  for (const defined of [...Object.keys(names), ...Object.keys(values)]) {
    if (!written.includes(defined)) throw invalid(`${defined} is not used in any expression`);
  }
}

const placeholders = new Map<string, string[]>();
function placeholdersOf(text: string): string[] {
  const known = placeholders.get(text);
  if (known) return known;
  const found = tokensOf(text).filter(token => /^[#:]/.test(token));
  // There are few different expressions: the name of a subscription is a placeholder, so it is not in the
  // text.
  placeholders.set(text, found);
  return found;
}
