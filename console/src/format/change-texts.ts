// Change records in words.
import type { Change } from '../api/access.ts';

export const resourceKinds = [
  'target',
  'subscription',
  'authProfile',
  'accessKey',
  'session',
  'replay',
  'licensor',
  'oauthClient',
] as const satisfies readonly Change['resource']['kind'][];

/** Kinds that the page knows have a name; a newer one is shown as the API calls it. */
const kindTexts: Readonly<Record<string, string>> = {
  target: 'Target',
  subscription: 'Subscription',
  authProfile: 'Auth profile',
  accessKey: 'Access key',
  session: 'Session',
  replay: 'Replay',
  licensor: 'Licensor',
  oauthClient: 'OAuth client',
};

export const kindText = (kind: string): string => kindTexts[kind] ?? kind;

const longest = 200;

/** @returns e.g. `destination: "https://a.example.com" → "https://b.example.com"` */
export function fieldText({ field, before, after }: Change['fields'][number]): string {
  if (after === 'changed') return `${field}: changed`;
  return `${field}: ${valueText(before)} → ${valueText(after)}`;
}

function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** @returns who made a change, e.g. `reports (key-0123), from 192.0.2.1`; without a name, the id alone */
export function authorText({ kind, id, name, sourceAddress }: Change['by']): string {
  const who =
    kind === 'OPERATOR' ? 'the platform' : (name ? [name, id && `(${id})`] : [id]).filter(Boolean).join(' ');
  return sourceAddress === undefined ? who : `${who}, from ${sourceAddress}`;
}
