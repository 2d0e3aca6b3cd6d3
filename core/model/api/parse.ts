// Parses a caller's input. Each issue names the field and what was expected.
import * as z from 'zod';
import { HeraldError, type Issue, type Path, sentenceOf } from './herald-error.ts';
import { issueOfJson } from './json-value.ts';

/**
 * Parses a caller's value.
 * @param where the caller's name of the value, e.g. `body` or `query`; used only if the whole value is wrong
 * @throws HeraldError BAD_REQUEST naming up to three wrong fields and what was expected
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown, where: string): z.output<S> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new HeraldError('BAD_REQUEST', issuesOf(result.error.issues, [where]));
}

/** Enough for a caller who corrects a request; more would make the message long. */
const maxIssues = 3;

/**
 * The first issues of a failed parse, at most one per field.
 * @param whole the path for an issue about the whole value
 * @param root the path of the parsed value inside a larger one
 */
export function issuesOf(issues: readonly z.core.$ZodIssue[], whole: Path, root: Path = []): Issue[] {
  const byField = new Map<string, Issue>();
  for (const issue of issues) {
    const path = [...root, ...issue.path.map(String)];
    const key = JSON.stringify(path);
    if (!byField.has(key)) byField.set(key, { path: path.length > 0 ? path : whole, message: reason(issue) });
  }
  return [...byField.values()].slice(0, maxIssues);
}

/** The reason why a stored or received value is invalid, as one line for logs. */
export function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return sentenceOf(issuesOf(error.issues, ['the value']));
  return error instanceof Error ? error.message : String(error);
}

/** Parses a string that contains JSON, and checks the value by `issueOfJson`. */
export const jsonText = z.string().transform((text, context): unknown => {
  const { value, issue } = parsedJson(text);
  if (!issue) return value;
  context.addIssue({ code: 'custom', path: [...issue.path], message: issue.message });
  return z.NEVER;
});

function parsedJson(text: string): { value?: unknown; issue?: Issue | undefined } {
  try {
    const value: unknown = JSON.parse(text);
    return { value, issue: issueOfJson(value) };
  } catch {
    return { issue: { path: [], message: 'expected JSON' } };
  }
}

/**
 * Checks a JSON value that a caller sent by `issueOfJson`.
 * @param where see `parseInput`
 * @throws HeraldError BAD_REQUEST naming the field
 */
export function requireJson(value: unknown, where: string): void {
  const issue = issueOfJson(value);
  if (!issue) return;
  throw new HeraldError('BAD_REQUEST', [{ ...issue, path: issue.path.length > 0 ? issue.path : [where] }]);
}

/** The error message of a discriminated union whose discriminator has an unknown value. */
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
        : `expected ${nameOf(issue.expected)}, got ${kindOf(issue)}`;
    case 'invalid_value':
      return `expected ${oneOfText(issue.values)}`;
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

const oneOfText = (values: readonly unknown[]): string =>
  `${values.length > 1 ? 'one of ' : ''}${values.map(value => JSON.stringify(value)).join(', ')}`;

/** Zod's names of types that are not words of JSON. */
const names: Record<string, string> = { record: 'object', int: 'whole number' };
const nameOf = (type: string): string => names[type] ?? type;

const units: Record<string, string> = { string: 'character', array: 'item', set: 'item' };

function amount(limit: number | bigint, of: string): string {
  const unit = units[of];
  return unit === undefined ? `${limit}` : `${limit} ${unit}${limit === 1 ? '' : 's'}`;
}

/** What the caller sent. Of a number that is not whole, the number: it is a number too. */
function kindOf({ expected, input: value }: z.core.$ZodIssueInvalidType): string {
  if (value === null) return 'null';
  if (expected === 'int' && typeof value === 'number') return `${value}`;
  return Array.isArray(value) ? 'array' : typeof value;
}
