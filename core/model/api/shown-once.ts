// What only the answer to a creation or change has.
import * as z from 'zod';

/**
 * The answer to a repetition under the same `Idempotency-Key` does not have the secret, because Herald cannot
 * read secrets back.
 */
export const shownOnce = {
  warnings: z.array(z.string()).optional().describe('What is accepted, and may not work'),
  hmacSecret: z.string().optional().describe('The signing secret that Herald made; it is not shown again'),
};
export type ShownOnce = { warnings?: string[] | undefined; hmacSecret?: string | undefined };
