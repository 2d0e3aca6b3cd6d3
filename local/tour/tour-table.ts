// What the tour showed, as text.

import type { TourTwo } from './documented-apis.ts';
import type { Tour } from './tour.ts';
import type { Row } from './tour-rows.ts';

const headings = ['Target', 'Event', 'Received', 'Authentication verified', 'ms'];

/** All of it. */
export function report(tour: Tour): string {
  const { rows, two } = tour;
  const first = [table(rows), verdict(rows), findings(tour)];
  const second = [mutations(two), table(two.rows), verdict(two.rows), findingsOfTwo(two)];
  return [...first, 'Auth profiles, GraphQL, orders and shipments:', ...second].join('\n\n');
}

function table(rows: readonly Row[]): string {
  const cells = [headings, ...rows.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...cells.map(line => line[column]?.length ?? 0)));
  const rule = widths.map(width => '─'.repeat(width)).join('  ');
  const lines = cells.map(line => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

export function isComplete({ rows, test, two }: Tour): boolean {
  const all = [...rows, ...two.rows];
  return all.every(row => row.verified) && test.verified && two.findings.every(({ holds }) => holds);
}

function verdict(rows: readonly Row[]): string {
  return `${rows.filter(row => row.verified).length} of ${rows.length} notifications received and verified.`;
}

/** What the first part showed besides. */
function findings({ test, refusal }: Tour): string {
  return `Test notification to ${test.text}.\nA partner's role that asks for no external id was refused:\n  ${refusal}`;
}

/** The mutations that the second part sent, and their answers. */
function mutations({ mutations: all }: TourTwo): string {
  const lines = all.map(({ mutation, about, answer }) => `  ${mutation} (${about}): ${answer}`);
  return [`${all.length} GraphQL mutations, each answered as documented:`, ...lines].join('\n');
}

/** What the second part showed besides. */
function findingsOfTwo({ findings: all }: TourTwo): string {
  return all.map(({ text, holds }) => (holds ? `${text}.` : `NOT SO: ${text}.`)).join('\n');
}

function cellsOf({ target, eventType, received, verified, fault, milliseconds }: Row): string[] {
  const verification = verified ? `yes (${verified})` : `NO${fault ? `: ${fault}` : ''}`;
  return [target, eventType, received ? 'yes' : 'NO', verification, milliseconds?.toFixed(0) ?? '–'];
}
