// DynamoDB's condition and update expressions, as far as our stores write them (DynamoDB Developer Guide, "Expressions"). What it does not
// understand it refuses, so that no test passes by being lenient.

export type Item = Record<string, unknown>;
export type Given = {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, unknown> | undefined;
};
type Test = (item: Item, given: Given) => boolean;
type Operand = (item: Item, given: Given) => unknown;

const nameIn = (token: string, { ExpressionAttributeNames: names = {} }: Given): string => {
  const name = token.startsWith('#') ? names[token] : token;
  if (name === undefined) throw new Error(`ValidationException: ${token} is not defined`);
  return name;
};
const valueIn = (token: string, { ExpressionAttributeValues: values = {} }: Given): unknown => {
  if (!(token in values)) throw new Error(`ValidationException: ${token} is not defined`);
  return values[token];
};

const parsed = new Map<string, Test>();

/** Whether an item meets a condition, a filter or the condition of a key. No condition is met by every item. */
export function meets(expression: string | undefined, item: Item, given: Given): boolean {
  if (expression === undefined) return true;
  let test = parsed.get(expression);
  if (!test) {
    test = parse(expression);
    parsed.set(expression, test);
  }
  return test(item, given);
}

function parse(expression: string): Test {
  const tokens = expression.match(/<=|>=|<>|[#:]?\w+|[(),=<>]/g) ?? [];
  const take = (): string => tokens.shift() ?? '';
  const expect = (token: string): void => {
    const next = take();
    if (next !== token) throw new Error(`expected ${token} in "${expression}", got ${next}`);
  };
  const operand = (token: string): Operand =>
    token.startsWith(':') ? (_, given) => valueIn(token, given) : (item, given) => item[nameIn(token, given)];

  const or = (): Test => {
    const parts = [and()];
    while (tokens[0] === 'OR') {
      take();
      parts.push(and());
    }
    return (item, given) => parts.some(part => part(item, given));
  };
  const and = (): Test => {
    const parts = [term()];
    while (tokens[0] === 'AND') {
      take();
      parts.push(term());
    }
    return (item, given) => parts.every(part => part(item, given));
  };
  const term = (): Test => {
    const token = take();
    if (token === '(') {
      const inner = or();
      expect(')');
      return inner;
    }
    if (tokens[0] === '(') return call(token);
    return comparison(operand(token));
  };
  const call = (name: string): Test => {
    expect('(');
    const first = operand(take());
    if (name === 'attribute_exists' || name === 'attribute_not_exists') {
      expect(')');
      const wanted = name === 'attribute_exists';
      return (item, given) => (first(item, given) !== undefined) === wanted;
    }
    if (name === 'size') {
      expect(')');
      return comparison((item, given) => sizeOf(first(item, given)));
    }
    expect(',');
    const second = operand(take());
    expect(')');
    if (name === 'begins_with')
      return (item, given) => String(first(item, given) ?? '').startsWith(String(second(item, given)));
    if (name === 'contains')
      return (item, given) =>
        (first(item, given) as Set<unknown> | undefined)?.has(second(item, given)) ?? false;
    throw new Error(`"${name}" is not understood in "${expression}"`);
  };
  const comparison = (left: Operand): Test => {
    const operator = take();
    const right = operand(take());
    if (operator === 'BETWEEN') {
      expect('AND');
      const upper = operand(take());
      return (item, given) =>
        order(left(item, given), right(item, given)) >= 0 &&
        order(left(item, given), upper(item, given)) <= 0;
    }
    const holds = comparisons[operator];
    if (!holds) throw new Error(`"${operator}" is not understood in "${expression}"`);
    return (item, given) => {
      const [a, b] = [left(item, given), right(item, given)];
      return a !== undefined && holds(order(a, b));
    };
  };

  const test = or();
  if (tokens.length > 0) throw new Error(`"${tokens.join(' ')}" is left of "${expression}"`);
  return test;
}

const comparisons: Record<string, (order: number) => boolean> = {
  '=': order => order === 0,
  '<>': order => order !== 0,
  '<': order => order < 0,
  '<=': order => order <= 0,
  '>': order => order > 0,
  '>=': order => order >= 0,
};

const sizeOf = (value: unknown): number | undefined => (value instanceof Set ? value.size : undefined);

/** Of two values of one type; texts are compared as bytes, which for ours is as code units. */
export function order(a: unknown, b: unknown): number {
  if (a === b) return 0;
  return (a as string | number) < (b as string | number) ? -1 : 1;
}

/** The item after an update; the one given is not touched. */
export function updated(before: Item, expression: string, given: Given): Item {
  const item = { ...before };
  for (const [, verb, list = ''] of expression.matchAll(
    /\b(SET|ADD|REMOVE|DELETE) (.*?)(?= (?:SET|ADD|REMOVE|DELETE) |$)/g,
  )) {
    for (const change of list.split(/, (?![^(]*\))/)) {
      if (verb === 'SET') set(item, before, change, given);
      else if (verb === 'REMOVE') delete item[nameIn(change, given)];
      else setMembers(item, verb, change, given);
    }
  }
  return item;
}

function set(item: Item, before: Item, change: string, given: Given): void {
  const [, name = '', fallback, value = ''] =
    /^([#\w]+) = (?:if_not_exists\(([#\w]+), )?(:\w+)\)?$/.exec(change) ?? [];
  if (name === '') throw new Error(`"SET ${change}" is not understood`);
  const kept = fallback === undefined ? undefined : before[nameIn(fallback, given)];
  item[nameIn(name, given)] = kept ?? valueIn(value, given);
}

function setMembers(item: Item, verb: string | undefined, change: string, given: Given): void {
  const [written = '', token = ''] = change.split(' ');
  const name = nameIn(written, given);
  const [before, value] = [item[name], valueIn(token, given)];
  if (!(value instanceof Set)) {
    item[name] = Number(before ?? 0) + Number(value);
    return;
  }
  const members = new Set((before as Set<unknown> | undefined) ?? []);
  for (const member of value) verb === 'ADD' ? members.add(member) : members.delete(member);
  if (members.size > 0) item[name] = members;
  else delete item[name];
}
