// The catalogue in the form of `GET /topics`.
import * as z from 'zod';

export const topicViewSchema = z.strictObject({
  topic: z.string(),
  description: z.string(),
  publishedBy: z.enum(['platform', 'herald']),
  eventTypes: z.array(z.strictObject({ eventType: z.string(), description: z.string() })),
  schema: z.unknown(),
  filterFields: z.array(z.string()),
});
export const topicsSchema = z.strictObject({ topics: z.array(topicViewSchema) });
