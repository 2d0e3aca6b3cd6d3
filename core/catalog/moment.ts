// Times in an event's data.
import * as z from 'zod';

/** RFC 3339, as CloudEvents and EventBridge want it: with seconds, which ISO 8601 may leave out, and an offset. */
export const momentSchema = z.iso
  .datetime({ offset: true, error: 'expected a time like 2024-01-01T00:00:00.000Z' })
  .refine(text => /T\d\d:\d\d:\d\d/.test(text), 'expected a time like 2024-01-01T00:00:00.000Z');
