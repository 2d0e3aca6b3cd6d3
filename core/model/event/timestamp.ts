import * as z from 'zod';

/** RFC 3339, which CloudEvents and EventBridge require: unlike ISO 8601, seconds and offset are mandatory. */
export const timestampSchema = z.iso
  .datetime({ offset: true, error: 'expected a time like 2024-01-01T00:00:00.000Z' })
  .refine(text => /T\d\d:\d\d:\d\d/.test(text), 'expected a time like 2024-01-01T00:00:00.000Z');
