/** What a command answers: one JSON value for machines, sentences and tables for people. */
export type Report = {
  result: unknown;
  text: string;
  exitCode?: number;
};

/** Exit codes of all commands; docs/runbook.md lists them. */
export const exitCodes = { done: 0, failed: 1, usage: 2, notWell: 3 } as const;

type Cell = string | number | undefined;

/** A plain table: aligned columns, two spaces between them; the headings in capitals. */
export function table(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = [headings.map(heading => heading.toUpperCase()), ...rows.map(row => row.map(textOf))];
  const widths = headings.map((_, column) => Math.max(...cells.map(row => (row[column] ?? '').length)));
  const lineOf = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return cells.map(lineOf).join('\n');
}

const textOf = (cell: Cell): string => (cell === undefined || cell === '' ? '-' : String(cell));

/** For example `1 delivery`, `1,200 deliveries`. */
export const count = (number: number, singular: string, plural = `${singular}s`): string =>
  `${number.toLocaleString('en-US')} ${number === 1 ? singular : plural}`;

export const deliveries = (number: number): string => count(number, 'delivery', 'deliveries');

/** What a dry run ends with. @param action in the infinitive, e.g. `redrive them` */
export const dryRunNote = (action: string): string => `Nothing has been changed. Add --yes to ${action}.`;

/** Paragraphs, without those that are left out. */
export const paragraphs = (...parts: readonly (string | false | undefined)[]): string =>
  parts.filter(part => typeof part === 'string' && part !== '').join('\n\n');
