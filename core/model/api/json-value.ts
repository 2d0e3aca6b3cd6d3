// Rules for every JSON value that a caller sends. They are checked where the value is parsed, not in schemas.
import type { Issue, Path } from './herald-error.ts';

/** How deep a field's value may be nested, in levels of objects and lists. */
export const maxLevels = 100;

/** `level`: how many levels the value is below the checked value. */
type Place = { value: unknown; name: string; parent: Place | undefined; level: number };

/**
 * Finds deep nesting, text that is not well-formed Unicode (a lone surrogate), and fields named `__proto__`,
 * which JSON.parse creates and zod's record schemas drop silently. It is not recursive, so a deep value
 * cannot overflow the stack.
 * @param value parsed JSON
 * @returns one issue with its path in the value, or undefined
 */
export function issueOfJson(value: unknown): Issue | undefined {
  const open: Place[] = [{ value, name: '', parent: undefined, level: 0 }];
  for (let place = open.pop(); place; place = open.pop()) {
    const problem = problemOf(place);
    if (problem !== undefined) return { path: pathOf(place), message: problem };
    if (typeof place.value !== 'object' || place.value === null) continue;
    if (place.level > maxLevels) {
      return { path: pathOf(place).slice(0, 1), message: `nested too deep (at most ${maxLevels} levels)` };
    }
    for (const [name, inside] of Object.entries(place.value)) {
      const canHaveIssue = typeof inside === 'string' || typeof inside === 'object';
      if (canHaveIssue) open.push({ value: inside, name, parent: place, level: place.level + 1 });
    }
  }
  return undefined;
}

function problemOf({ value }: Place): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : 'not well-formed Unicode';
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, '__proto__')) return 'unknown field "__proto__"';
  return Object.keys(value).every(name => name.isWellFormed())
    ? undefined
    : 'a field name is not well-formed Unicode';
}

function pathOf(place: Place): Path {
  const path: string[] = [];
  for (let one = place; one.parent; one = one.parent) path.unshift(one.name);
  return path;
}
