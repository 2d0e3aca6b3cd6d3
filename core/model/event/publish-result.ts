// The answer to a publish call.
import * as z from 'zod';
import { errorCodes } from '../api/herald-error.ts';

export const publishResultSchema = z
  .strictObject({
    eventId: z.string().optional().describe('Absent if the event has none that is valid'),
    status: z.enum(['ACCEPTED', 'DUPLICATE', 'REJECTED']),
    deliveries: z
      .literal(0)
      .optional()
      .describe('ACCEPTED or DUPLICATE: it is known already that nobody gets the event'),
    reason: z.string().optional().describe('Why nobody gets it'),
    error: z.strictObject({ code: z.enum(errorCodes), message: z.string() }).optional(),
  })
  .meta({ id: 'PublishResult' });
export type PublishResult = z.output<typeof publishResultSchema>;

export const publishAnswerSchema = z
  .strictObject({
    failedCount: z.number().int().nonnegative().describe('How many events are REJECTED'),
    results: z.array(publishResultSchema),
  })
  .meta({ id: 'PublishAnswer' });
export type PublishAnswer = z.output<typeof publishAnswerSchema>;
