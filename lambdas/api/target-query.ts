// The query parameters of targets: of `GET /targets`, a page, or one target (reference text 1, "Target
// Management"), and of a test.
import * as z from 'zod';
import { parseInput } from '../../core/model/api/parse.ts';
import { pageQuery, pageQuerySchema } from '../../core/runtime/http/paging.ts';

const targetId = z.string().min(1);
const one = z.strictObject({ targetId });

/** All parameters; `targetId` excludes the others. */
export const targetQuerySchema = z.strictObject({
  ...pageQuery,
  targetId: targetId.optional().describe('Only this target'),
});

/** Of `POST /targets/{targetId}/test`. */
export const testQuerySchema = z.strictObject({
  eventType: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Send the first example of this event type, as `GET /topics` shows it'),
});

/** @throws HeraldError BAD_REQUEST */
export const parseTargetQuery = (query: Readonly<Record<string, string | undefined>>) =>
  'targetId' in query ? parseInput(one, query, 'query') : parseInput(pageQuerySchema, query, 'query');
