// Paths of fields. The model reports issues with its own paths; a GraphQL caller is told the paths of its own input.
import { HeraldError, type Path } from '../../core/model/api/herald-error.ts';
import { heraldErrorOf } from '../../core/registration/refusals.ts';

/** Pairs of a path in the model and the same path in the GraphQL input. Paths below go along; the longest match counts. */
export type PathMap = readonly (readonly [from: Path, to: Path])[];

/** A map with prefixes before its paths. */
export const under = (from: Path, to: Path, map: PathMap): PathMap =>
  map.map(([inModel, inInput]) => [
    [...from, ...inModel],
    [...to, ...inInput],
  ]);

/** Runs `work`, and gives its refusals the paths of the GraphQL input. @throws HeraldError; what is not a refusal as it is */
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
