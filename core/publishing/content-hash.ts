// The hash that tells a repeated event from a different event with the same id.
import { createHash } from 'node:crypto';
import type { EventInput } from '../model/event/event.ts';

/** SHA-256 of topic, event type and data, independent of the order of fields. */
export function contentHashOf({ topic, eventType, data }: EventInput): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted([topic, eventType, data])))
    .digest('base64url');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, field]) => [name, sorted(field)]));
}
