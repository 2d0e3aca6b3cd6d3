// What the tour showed, as text.
import type { Tour } from './tour.ts';
import type { Row } from './tour-rows.ts';

const headings = ['Target', 'Event', 'Received', 'Authentication verified', 'ms'];

export function table(rows: readonly Row[]): string {
  const cells = [headings, ...rows.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...cells.map(line => line[column]?.length ?? 0)));
  const rule = widths.map(width => '─'.repeat(width)).join('  ');
  const lines = cells.map(line => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

export function isComplete({ rows, test }: Tour): boolean {
  return rows.every(row => row.verified) && test.verified;
}

export function verdict({ rows }: Tour): string {
  return `${rows.filter(row => row.verified).length} of ${rows.length} notifications received and verified.`;
}

/** What else it showed. */
export function findings({ test, refusal }: Tour): string {
  return `Test notification to ${test.text}.\nA partner's role that asks for no external id was refused:\n  ${refusal}`;
}

function cellsOf({ target, eventType, received, verified, fault, milliseconds }: Row): string[] {
  const verification = verified ? `yes (${verified})` : `NO${fault ? `: ${fault}` : ''}`;
  return [target, eventType, received ? 'yes' : 'NO', verification, milliseconds?.toFixed(0) ?? '–'];
}
