// Turns what somebody sent into a typed value, or into a sentence that names the field and what was expected.
import * as z from 'zod';
import { HeraldError } from './herald-error.ts';

/**
 * Parses a caller's value.
 * @param where how the caller would name the value, e.g. `body` or `query`; only used when the whole value is wrong
 * @throws HeraldError BAD_REQUEST naming the first offending field and what was expected there
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown, where: string): z.output<S> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new HeraldError('BAD_REQUEST', describeIssues(result.error.issues, where));
}

/**
 * One sentence for the first issues of a failed parse, one for each field: `auth.hmacSecret: expected string, got number`.
 * @param where see `parseInput`
 * @param root the path of the parsed value, if it is part of a larger one
 */
export function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  where: string,
  root: readonly string[] = [],
): string {
  const fields = issues.map(({ path }) => [...root, ...path].join('.') || where);
  return issues
    .map((issue, at) => ({ field: fields[at], at, issue }))
    .filter(({ field = '', at }) => fields.indexOf(field) === at)
    .slice(0, 3)
    .map(({ field, issue }) => `${field}: ${reason(issue)}`)
    .join('; ');
}

/** Text that is JSON, as what it says. */
export const jsonText = z.string().transform((value, context): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    context.addIssue({ code: 'custom', message: 'expected JSON' });
    return z.NEVER;
  }
});

/** The message of a discriminated union whose discriminator is none of the known values. */
export const oneOf =
  (...values: string[]) =>
  (issue: { code?: string }): string | undefined =>
    issue.code === 'invalid_union'
      ? `expected one of ${values.map(value => `"${value}"`).join(', ')}`
      : undefined;

function reason(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `required, expected ${nameOf(issue.expected)}`
        : `expected ${nameOf(issue.expected)}, got ${kindOf(issue.input)}`;
    case 'invalid_value':
      return `expected one of ${issue.values.map(value => JSON.stringify(value)).join(', ')}`;
    case 'unrecognized_keys':
      return `unknown field ${issue.keys.map(key => `"${key}"`).join(', ')}`;
    case 'too_small':
      return issue.inclusive === false
        ? `expected more than ${issue.minimum}`
        : `expected at least ${amount(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `expected at most ${amount(issue.maximum, issue.origin)}`;
    default:
      return issue.message;
  }
}

const nameOf = (type: string): string => (type === 'record' ? 'object' : type);

const units: Record<string, string> = { string: 'character', array: 'item', set: 'item' };

function amount(limit: number | bigint, of: string): string {
  const unit = units[of];
  return unit === undefined ? `${limit}` : `${limit} ${unit}${limit === 1 ? '' : 's'}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
