// Settings of property tests. The environment may set them: SEED repeats a run, and RUNS is how many
// examples each property is tried with, e.g. `SEED=-1867027409 RUNS=2000 npx vitest run --project unit
// test/unit/lambdas/pull/paging.test.ts`.
import { randomInt } from 'node:crypto';

/**
 * The parameters of one `fc.assert`. Prints the seed, whether the property holds or not.
 * @param examples how many are tried if RUNS is not set; fast-check's own default is 100
 */
export function propertyRuns(examples = 100): { seed: number; numRuns: number } {
  const { SEED, RUNS } = process.env;
  const seed = SEED === undefined ? randomInt(-(2 ** 31), 2 ** 31) : Number(SEED);
  console.log(`property test: seed ${seed}`);
  return { seed, numRuns: RUNS === undefined ? examples : Number(RUNS) };
}
