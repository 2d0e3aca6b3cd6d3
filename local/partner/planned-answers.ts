// Planned answers to the next requests to a path: for example two 503s, to watch the retries.
import * as z from 'zod';

const plannedSchema = z.strictObject({
  path: z
    .string()
    .regex(
      /^\/(?!(received|behave|oauth\/(?!token$).*)$)[^?#]*$/,
      'must start with /, have no query, and not be /received, /behave or under /oauth (except /oauth/token)',
    ),
  status: z.int().min(200).max(599).default(200),
  delayMs: z.int().min(0).max(600_000).default(0),
  times: z.int().min(1).max(1_000_000).default(1),
  headers: z.record(z.string().regex(/^[\w-]+$/), z.string().regex(/^[\x20-\x7e]*$/)).default({}),
  body: z.record(z.string(), z.json()).default({}),
});

export type PlannedAnswer = z.input<typeof plannedSchema>;
export type Answer = Omit<z.output<typeof plannedSchema>, 'path' | 'times'>;

const usual: Answer = { status: 200, delayMs: 0, headers: {}, body: {} };

/** The planned answers by path. A new plan for a path replaces the old one. */
export class PlannedAnswers {
  readonly #byPath = new Map<string, z.output<typeof plannedSchema>>();

  /** @throws ZodError for an invalid plan */
  set(planned: unknown): void {
    const parsed = plannedSchema.parse(planned);
    this.#byPath.set(parsed.path, parsed);
  }

  /** The answer to the next request. */
  next(path: string): Answer {
    const planned = this.#byPath.get(path);
    if (!planned) return usual;
    planned.times -= 1;
    if (planned.times === 0) this.#byPath.delete(path);
    return planned;
  }
}
