// DynamoDB's update expressions: SET (with if_not_exists, + and -), REMOVE, ADD and DELETE (DynamoDB API
// Reference, UpdateItem).
import {
  type Given,
  type Item,
  invalid,
  nameOf,
  type Operand,
  Reader,
  readOperand,
  resolve,
} from './expression.ts';

type Term = { operand: Operand } | { unless: string; operand: Operand };
type Change =
  | { verb: 'SET'; name: string; terms: { sign: 1 | -1; term: Term }[] }
  | { verb: 'REMOVE'; name: string }
  | { verb: 'ADD' | 'DELETE'; name: string; operand: Operand };

const verbs = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;

function readTerm(reader: Reader): Term {
  if (reader.next !== 'if_not_exists') return { operand: readOperand(reader) };
  reader.take();
  reader.expect('(');
  const unless = reader.take();
  reader.expect(',');
  const operand = readOperand(reader);
  reader.expect(')');
  return { unless, operand };
}

function readChange(verb: (typeof verbs)[number], reader: Reader): Change {
  const name = reader.take();
  if (verb === 'REMOVE') return { verb, name };
  if (verb !== 'SET') return { verb, name, operand: readOperand(reader) };
  reader.expect('=');
  const terms: { sign: 1 | -1; term: Term }[] = [{ sign: 1, term: readTerm(reader) }];
  for (;;) {
    if (reader.takeIf('+')) terms.push({ sign: 1, term: readTerm(reader) });
    else if (reader.takeIf('-')) terms.push({ sign: -1, term: readTerm(reader) });
    else return { verb, name, terms };
  }
}

const parsed = new Map<string, Change[]>();

function parseUpdate(text: string): Change[] {
  const known = parsed.get(text);
  if (known) return known;
  const reader = new Reader(text);
  const changes: Change[] = [];
  while (reader.next !== undefined) {
    const verb = verbs.find(one => reader.takeIf(one));
    if (!verb) throw invalid(`unknown clause "${reader.next}" in "${text}"`);
    do changes.push(readChange(verb, reader));
    while (reader.takeIf(','));
  }
  parsed.set(text, changes);
  return changes;
}

function added(before: unknown, by: unknown): unknown {
  if (by instanceof Set) return new Set([...((before as Set<unknown> | undefined) ?? []), ...by]);
  if (typeof by !== 'number' || (before !== undefined && typeof before !== 'number')) {
    throw invalid('ADD takes a number or a set');
  }
  return (before ?? 0) + by;
}

function removed(before: unknown, by: unknown): unknown {
  if (!(by instanceof Set)) throw invalid('DELETE takes a set');
  if (before === undefined) return undefined;
  const rest = new Set([...(before as Set<unknown>)].filter(value => !by.has(value)));
  return rest.size > 0 ? rest : undefined;
}

/**
 * The item after an update. Right sides are evaluated on the item before the update.
 * @param keyNames key attributes of the table, which cannot change
 */
export function updated(
  item: Item,
  text: string | undefined,
  given: Given,
  keyNames: readonly string[],
): Item {
  const after = { ...item };
  const seen = new Set<string>();
  const termOf = (term: Term): unknown => {
    if (!('unless' in term)) return resolve(term.operand, item, given);
    return item[nameOf(term.unless, given)] ?? resolve(term.operand, item, given);
  };
  for (const change of text === undefined ? [] : parseUpdate(text)) {
    const name = nameOf(change.name, given);
    if (keyNames.includes(name)) throw invalid(`${name} is part of the key`);
    if (seen.has(name)) throw invalid(`two changes of ${name} overlap`);
    seen.add(name);
    const value = changed(change, item[name], termOf, operand => resolve(operand, item, given));
    if (value === undefined) delete after[name];
    else after[name] = value;
  }
  return after;
}

function changed(
  change: Change,
  before: unknown,
  termOf: (term: Term) => unknown,
  operandOf: (operand: Operand) => unknown,
): unknown {
  if (change.verb === 'REMOVE') return undefined;
  if ('operand' in change) {
    const by = operandOf(change.operand);
    return change.verb === 'ADD' ? added(before, by) : removed(before, by);
  }
  const [first, ...more] = change.terms.map(({ sign, term }) => ({ sign, value: termOf(term) }));
  const value = more.reduce<unknown>((sum, one) => Number(sum) + one.sign * Number(one.value), first?.value);
  if (value === undefined) throw invalid(`${change.name}: an attribute on the right side does not exist`);
  return value;
}
