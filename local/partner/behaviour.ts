// Orders to the receiver to answer with errors, so that retries can be watched.
import * as z from 'zod';

const behaviourSchema = z.strictObject({
  path: z
    .string()
    .regex(
      /^\/(?!(received|behave|oauth\/(?!token$).*)$)[^?#]*$/,
      'must start with /, without a query, and not be /received, /behave or below /oauth, but for /oauth/token',
    ),
  status: z.int().min(200).max(599).default(200),
  delayMs: z.int().min(0).max(600_000).default(0),
  times: z.int().min(1).max(1_000_000).default(1),
  headers: z.record(z.string().regex(/^[\w-]+$/), z.string().regex(/^[\x20-\x7e]*$/)).default({}),
});

export type Behaviour = z.input<typeof behaviourSchema>;
export type Answer = Omit<z.output<typeof behaviourSchema>, 'path' | 'times'>;

const normal: Answer = { status: 200, delayMs: 0, headers: {} };

/** The answers to the next requests by path; a new order for a path replaces the old one. */
export class Behaviours {
  readonly #byPath = new Map<string, z.output<typeof behaviourSchema>>();

  set(behaviour: unknown): void {
    const parsed = behaviourSchema.parse(behaviour);
    this.#byPath.set(parsed.path, parsed);
  }

  next(path: string): Answer {
    const behaviour = this.#byPath.get(path);
    if (!behaviour) return normal;
    behaviour.times -= 1;
    if (behaviour.times === 0) this.#byPath.delete(path);
    return behaviour;
  }
}
