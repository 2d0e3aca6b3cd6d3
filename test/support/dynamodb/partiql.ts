// The PartiQL that `core/store/dynamodb/statements.ts` writes: an INSERT of one item, or an UPDATE of one
// item by its key and conditions.
import { type Item, invalid } from './expression.ts';

export type Statement = { Statement: string; Parameters: unknown[] };
export type Parsed =
  | { kind: 'INSERT'; table: string; names: string[] }
  | { kind: 'UPDATE'; table: string; set: string[]; removed: string[]; where: string[] };

const parsed = new Map<string, Parsed>();

export function parseStatement(text: string): Parsed {
  const known = parsed.get(text);
  if (known) return known;
  const statement = insertOf(text) ?? updateOf(text);
  if (!statement) throw invalid(`unknown statement: ${text}`);
  parsed.set(text, statement);
  return statement;
}

function insertOf(text: string): Parsed | undefined {
  const [, table, fields] = /^INSERT INTO "([^"]+)" VALUE \{((?:'[^']+': \?(?:, )?)+)\}$/.exec(text) ?? [];
  if (table === undefined || fields === undefined) return undefined;
  return { kind: 'INSERT', table, names: namesIn(fields, /'([^']+)': \?/g) };
}

const updatePattern = new RegExp(
  '^UPDATE "([^"]+)"((?: SET "[^"]+" = \\?| REMOVE "[^"]+")+)' +
    ' WHERE ("[^"]+" = \\?(?: AND "[^"]+" = \\?)*)$',
);

function updateOf(text: string): Parsed | undefined {
  const [, table, changes, conditions] = updatePattern.exec(text) ?? [];
  if (table === undefined || changes === undefined || conditions === undefined) return undefined;
  return {
    kind: 'UPDATE',
    table,
    set: namesIn(changes, /SET "([^"]+)"/g),
    removed: namesIn(changes, /REMOVE "([^"]+)"/g),
    where: namesIn(conditions, /"([^"]+)" = \?/g),
  };
}

const namesIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name);

export function itemFrom(names: readonly string[], values: readonly unknown[]): Item {
  return Object.fromEntries(
    names.map((name, index) => {
      if (values[index] === undefined) throw invalid(`the parameter of ${name} is undefined`);
      return [name, values[index]];
    }),
  );
}
