// Paths to a field of an event, e.g. `$.detail.tenantId`, `$['detail-type']` or `$.items[0].id`. They are a
// small part of JSONPath (RFC 9535): singular queries without negative indexes and without escapes.

/** The names of fields and the indexes of lists, from the outside to the inside. */
export type EventPath = readonly (string | number)[];

const step = /\.([A-Za-z_][A-Za-z0-9_-]*)|\[(\d{1,6})\]|\['([^'\\]*)'\]|\["([^"\\]*)"\]/y;

/**
 * Parses a path. `$` alone is the whole event.
 * @throws Error that quotes the path and says where it is wrong
 */
export function parsePath(text: string): EventPath {
  if (!text.startsWith('$')) throw new Error(`the path "${text}" must begin with $, e.g. $.detail.id`);
  const path: (string | number)[] = [];
  step.lastIndex = 1;
  while (step.lastIndex < text.length) {
    const at = step.lastIndex;
    const found = step.exec(text);
    if (!found) {
      const rest = text.slice(at);
      throw new Error(`the path "${text}" is wrong at "${rest}": expected .name, ['name'] or [0]`);
    }
    const [, name, index, single, double] = found;
    path.push(index === undefined ? (name ?? single ?? double ?? '') : Number(index));
  }
  return path;
}

/** @returns the value at the path; undefined if the event has none */
export function valueAt(event: unknown, path: EventPath): unknown {
  let value = event;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value) !== (typeof key === 'number') || !Object.hasOwn(value, key)) return undefined;
    value = Object.entries(value).find(([name]) => name === String(key))?.[1];
  }
  return value;
}
