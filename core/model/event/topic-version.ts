// Versions of a topic's content. A subscription pins one, so that what arrives never changes under a partner
// (docs/decisions/0046-topic-versions.md).
import * as z from 'zod';

export const topicVersionSchema = z.string().regex(/^[1-9]\d{0,3}$/, 'expected a version like "1"');

/** A subscription, route entry, task or row that names no version means this one. */
export const firstVersion = '1';

/** When a version or an event type ends. It works until it is taken out of the topic's definition. */
export const deprecationSchema = z.strictObject({
  since: z.iso.date().describe('The day on which it was deprecated'),
  until: z.iso.date().describe('The last day on which it is promised'),
  use: z.string().describe('What to use instead'),
});
export type Deprecation = z.output<typeof deprecationSchema>;
