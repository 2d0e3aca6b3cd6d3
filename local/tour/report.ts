// The results of the tour as text.
import type { Check } from './checks.ts';
import type { DocumentedApis } from './documented-apis.ts';
import type { NotificationResult } from './notification-results.ts';
import type { Tour } from './tour.ts';

const headings = ['Target', 'Event', 'Received', 'Authentication verified', 'ms'];

export function report(tour: Tour): string {
  const { notifications, access, documented } = tour;
  const first = [table(notifications), count(notifications), checks(access), furtherResults(tour)];
  const second = [
    mutations(documented),
    table(documented.notifications),
    count(documented.notifications),
    checks(documented.checks),
  ];
  return [...first, 'Auth profiles, GraphQL, orders and shipments:', ...second].join('\n\n');
}

export function table(results: readonly NotificationResult[]): string {
  const cells = [headings, ...results.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...cells.map(line => line[column]?.length ?? 0)));
  const rule = widths.map(width => '─'.repeat(width)).join('  ');
  const lines = cells.map(line => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/** Whether every notification arrived and was authentic, and every check holds. */
export function isComplete({ notifications, test, access, documented }: Tour): boolean {
  const all = [...notifications, ...documented.notifications];
  const checked = [...access, ...documented.checks];
  return all.every(each => each.verified) && test.verified && checked.every(({ holds }) => holds);
}

export function count(results: readonly NotificationResult[]): string {
  const verified = results.filter(result => result.verified);
  return `${verified.length} of ${results.length} notifications received and verified.`;
}

function furtherResults({ test, refusal }: Tour): string {
  const refused = `A role that does not require an external id was refused:\n  ${refusal}`;
  return `Test notification to ${test.text}.\n${refused}`;
}

function mutations({ mutations: all }: DocumentedApis): string {
  const lines = all.map(({ mutation, about, answer }) => `  ${mutation} (${about}): ${answer}`);
  return [`${all.length} GraphQL mutations, each answered as documented:`, ...lines].join('\n');
}

function checks(all: readonly Check[]): string {
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
