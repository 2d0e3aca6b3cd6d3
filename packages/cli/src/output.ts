// Results of commands: a table or text for people, JSON for programs.
import { type Column, tableOf } from './table.ts';
import type { Terminal } from './terminal.ts';

/** One document: the value itself with --json, lines for people otherwise. */
export function show(terminal: Terminal, value: unknown, lines: () => readonly string[]): void {
  if (terminal.json) terminal.print(JSON.stringify(value, null, 2));
  else for (const line of lines()) terminal.print(line);
}

/** A list: an array with --json, a table otherwise. */
export function showList<Row>(
  terminal: Terminal,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  empty: string,
): void {
  if (rows.length === 0 && !terminal.json) terminal.note(empty);
  else show(terminal, rows, () => tableOf(columns, rows, terminal.columns));
}

/** One item of a stream: a line of JSON (NDJSON), or a line for people. */
export const showItem = (terminal: Terminal, value: unknown, line: () => string): void =>
  terminal.print(terminal.json ? JSON.stringify(value) : line());

/** @returns a resource as `name: value` lines; objects are JSON */
export const fieldLines = (resource: object): string[] =>
  Object.entries(resource).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );

/** @returns at most `count` items. It reads no page that it does not need. */
export async function take<T>(items: AsyncIterable<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  if (count === 0) return taken;
  for await (const item of items) {
    taken.push(item);
    if (taken.length >= count) break;
  }
  return taken;
}
