// Tables of plain text that fit the terminal.

export type Column<Row> = {
  readonly title: string;
  /** `undefined` is shown as `-` */
  readonly value: (row: Row) => string | number | undefined;
};

const gap = '  ';
const narrowest = 6;

/**
 * @param columns the last ones are shortened first, so ids come first
 * @param width the widest line in characters; undefined for no limit
 * @returns a line of titles and one per row
 */
export function tableOf<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number | undefined,
): string[] {
  const cells = rows.map(row => columns.map(({ value }) => printable(value(row))));
  const lines = [columns.map(({ title }) => title), ...cells];
  const widths = columns.map((_, column) =>
    Math.max(...lines.map(line => charactersOf(line[column]).length)),
  );
  const fitting = width === undefined ? widths : shortened(widths, width);
  return lines.map(line =>
    line
      .map((cell, column) => padded(cell, fitting[column] ?? 0))
      .join(gap)
      .trimEnd(),
  );
}

/** Texts of others must not move the cursor or break the line. */
const printable = (value: string | number | undefined): string =>
  String(value ?? '-').replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ');

const charactersOf = (text: string | undefined): string[] => [...(text ?? '')];

function padded(cell: string, width: number): string {
  const characters = charactersOf(cell);
  if (characters.length > width) return `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
  return cell + ' '.repeat(width - characters.length);
}

/** Takes from the columns on the right first, down to a width that still says something. */
function shortened(widths: readonly number[], width: number): number[] {
  const fitting = [...widths];
  let over = widths.reduce((sum, one) => sum + one, 0) + gap.length * (widths.length - 1) - width;
  for (let column = fitting.length - 1; column >= 0 && over > 0; column -= 1) {
    const own = fitting[column] ?? 0;
    const taken = Math.min(over, Math.max(0, own - narrowest));
    fitting[column] = own - taken;
    over -= taken;
  }
  return fitting;
}
