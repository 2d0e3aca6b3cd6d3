// What the infrastructure and the stores must agree on: how instances of one function share the shards of an
// index.
import * as z from 'zod';

/**
 * The share of one instance: `number` of `of`, counted from 0. Without one, it is the whole.
 * @param counts how many instances there may be; each divides the number of shards
 */
export const shareSchema = <const Counts extends readonly [number, ...number[]]>(counts: Counts) =>
  z
    .object({ number: z.number().int().nonnegative(), of: z.literal(counts) })
    .refine(({ number, of }) => number < of, 'expected a number below `of`')
    .default({ number: 0, of: counts[0] });

export type Share = { number: number; of: number };

/** The shards of one instance. Each shard belongs to exactly one of them. */
export const shareOf = <Shard>(shards: readonly Shard[], { number, of }: Share): Shard[] =>
  shards.filter((_, position) => position % of === number);
