// Query parameters of the listings.
import * as z from 'zod';

export const pageQuery = {
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|100)$/, 'expected a number from 1 to 100')
    .transform(Number)
    .default(50),
  nextToken: z.string().min(1).optional(),
};
