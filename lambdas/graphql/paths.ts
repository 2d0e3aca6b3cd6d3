// Maps the paths of fields in the model to paths in the GraphQL input, so that errors name the fields that
// the caller sent.
import { HeraldError, type Path } from '../../core/model/api/herald-error.ts';
import { heraldErrorOf } from '../../core/registration/refusals.ts';

/**
 * Pairs of a path in the model and the path in the input. A pair also applies to nested paths; the longest
 * match wins.
 */
export type PathMap = readonly (readonly [from: Path, to: Path])[];

/** Adds prefixes to the paths of a map. */
export const under = (from: Path, to: Path, map: PathMap): PathMap =>
  map.map(([inModel, inInput]) => [
    [...from, ...inModel],
    [...to, ...inInput],
  ]);

/** Runs `work`. @throws HeraldError with the paths of the input, for a refusal; other errors unchanged */
export async function withInputPaths<T>(map: PathMap, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const refusal = heraldErrorOf(error);
    if (!refusal) throw error;
    const issues = refusal.issues.map(issue => ({ ...issue, path: inputPathOf(issue.path, map) }));
    throw new HeraldError(refusal.code, issues);
  }
}

function inputPathOf(path: Path, map: PathMap): Path {
  const [longest] = map
    .filter(([from]) => from.every((name, index) => path[index] === name))
    .sort(([a], [b]) => b.length - a.length);
  return longest ? [...longest[1], ...path.slice(longest[0].length)] : path;
}
