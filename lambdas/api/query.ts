// Query parameters of the listings.
import * as z from 'zod';
import { pageLimit } from '../runtime/page-limit.ts';

export const pageQuery = {
  limit: pageLimit,
  nextToken: z.string().min(1).optional(),
};
