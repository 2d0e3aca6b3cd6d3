// Query parameters of the listings.
import * as z from 'zod';

export const pageQuery = {
  limit: z.coerce.number('expected a number from 1 to 100').int().min(1).max(100).default(50),
  nextToken: z.string().min(1).optional(),
};
