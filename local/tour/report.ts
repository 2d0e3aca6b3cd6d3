// The results of the tour as text.
import type { DocumentedApis } from './documented-apis.ts';
import type { NotificationResult } from './notification-results.ts';
import type { Tour } from './tour.ts';

const headings = ['Target', 'Event', 'Received', 'Authentication verified', 'ms'];

/** All results. */
export function report(tour: Tour): string {
  const { rows, documented } = tour;
  const first = [table(rows), verdict(rows), findings(tour)];
  const second = [
    mutations(documented),
    table(documented.rows),
    verdict(documented.rows),
    documentedFindings(documented),
  ];
  return [...first, 'Auth profiles, GraphQL, orders and shipments:', ...second].join('\n\n');
}

function table(rows: readonly NotificationResult[]): string {
  const cells = [headings, ...rows.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...cells.map(line => line[column]?.length ?? 0)));
  const rule = widths.map(width => '─'.repeat(width)).join('  ');
  const lines = cells.map(line => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

export function isComplete({ rows, test, documented }: Tour): boolean {
  const all = [...rows, ...documented.rows];
  return all.every(row => row.verified) && test.verified && documented.findings.every(({ holds }) => holds);
}

function verdict(rows: readonly NotificationResult[]): string {
  return `${rows.filter(row => row.verified).length} of ${rows.length} notifications received and verified.`;
}

/** Further results of the first part. */
function findings({ test, refusal }: Tour): string {
  return `Test notification to ${test.text}.\nA partner's role that asks for no external id was refused:\n  ${refusal}`;
}

/** The mutations of the second part, and their answers. */
function mutations({ mutations: all }: DocumentedApis): string {
  const lines = all.map(({ mutation, about, answer }) => `  ${mutation} (${about}): ${answer}`);
  return [`${all.length} GraphQL mutations, each answered as documented:`, ...lines].join('\n');
}

/** Further results of the second part. */
function documentedFindings({ findings: all }: DocumentedApis): string {
  return all.map(({ text, holds }) => (holds ? `${text}.` : `FAILED: ${text}.`)).join('\n');
}

function cellsOf({
  target,
  eventType,
  received,
  verified,
  fault,
  milliseconds,
}: NotificationResult): string[] {
  const verification = verified ? `yes (${verified})` : `NO${fault ? `: ${fault}` : ''}`;
  return [target, eventType, received ? 'yes' : 'NO', verification, milliseconds?.toFixed(0) ?? '–'];
}
