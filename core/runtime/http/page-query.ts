// `?limit=` of the listings.
import * as z from 'zod';

export const pageLimit = z
  .string()
  .regex(/^(?:[1-9]\d?|100)$/, 'expected a number from 1 to 100')
  .transform(Number)
  .default(50);
