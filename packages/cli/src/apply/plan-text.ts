// A plan as text. It has no credential: they are not part of the fields that are compared.
import { colored, type Terminal } from '../terminal.ts';
import type { Change, Plan } from './plan.ts';

const signs = { create: ['+', 'green'], update: ['~', 'yellow'], delete: ['-', 'red'] } as const;
const nouns = { authProfiles: 'auth profile', targets: 'target', subscriptions: 'subscription' } as const;

/** @returns a line for each change and field, and how many there are */
export const linesOfPlan = ({ changes }: Plan, terminal: Terminal): string[] =>
  changes.length === 0
    ? ['No changes: Herald has what the file says.']
    : [...changes.flatMap(one => linesOf(one, terminal)), countOf(changes)];

function linesOf({ action, kind, name, id, fields }: Change, terminal: Terminal): string[] {
  const [sign, color] = signs[action];
  const known = id === undefined || id === name ? '' : `  (${id})`;
  return [
    colored(terminal, color, `${sign} ${action} ${nouns[kind]} ${name}${known}`),
    ...fields.map(({ field, before, after }) =>
      field === 'secrets'
        ? '    secrets: sent again'
        : `    ${field}: ${JSON.stringify(before) ?? 'none'} -> ${JSON.stringify(after) ?? 'none'}`,
    ),
  ];
}

function countOf(changes: readonly Change[]): string {
  const count = (wanted: Change['action']) => changes.filter(({ action }) => action === wanted).length;
  return `${count('create')} to create, ${count('update')} to change, ${count('delete')} to delete`;
}
