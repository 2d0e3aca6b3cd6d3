// The filter of a subscription, in the syntax of EventBridge event patterns (Amazon EventBridge User Guide,
// "Event patterns"): a list of allowed values per field, e.g. `{"territory": ["US", "CA"]}`. The topic
// declares the fields.
import * as z from 'zod';

/** Limits a filter so that many subscriptions fit into the item of a route. */
const maxFilterBytes = 2048;
const maxValues = 50;

const allowedValue = z
  .custom<string>(value => typeof value === 'string', {
    error: 'expected a string: operators are not supported, only lists of allowed values',
  })
  // What JSON Schema says of it: a custom check has no form there.
  .meta({ type: 'string', minLength: 1, maxLength: 256 })
  .pipe(z.string().min(1).max(256));

export const filterSchema = z
  .record(z.string().min(1), z.array(allowedValue).min(1).max(maxValues))
  .refine(filter => Object.keys(filter).length > 0, 'expected at least one field')
  .refine(filter => Buffer.byteLength(JSON.stringify(filter)) <= maxFilterBytes, {
    message: `expected at most ${maxFilterBytes} bytes of JSON`,
  });
export type Filter = z.output<typeof filterSchema>;

/** The values of an event's filter fields. */
export type FilterFields = Readonly<Record<string, string>>;

/** A field of a filter that keeps an event out. `value`: that of the event, if it has the field. */
export type Mismatch = { field: string; allowed: readonly string[]; value: string | undefined };

/**
 * The first field of a filter that has no allowed value in the event.
 * @returns undefined if the event matches; without a filter every event does
 */
export function mismatchOf(filter: Filter | undefined, fields: FilterFields): Mismatch | undefined {
  for (const [field, allowed] of Object.entries(filter ?? {})) {
    const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (value === undefined || !allowed.includes(value)) return { field, allowed, value };
  }
  return undefined;
}

/** Whether an event matches a filter: see `mismatchOf`. */
export const matches = (filter: Filter | undefined, fields: FilterFields): boolean =>
  mismatchOf(filter, fields) === undefined;
