// Query parameters of the listings.
import * as z from 'zod';
import { pageLimit } from '../../core/runtime/http/page-query.ts';

export const pageQuery = {
  limit: pageLimit,
  nextToken: z.string().min(1).optional(),
};
