// An error in the answers of the API.
import * as z from 'zod';
import { errorCodes } from './herald-error.ts';

export const errorSchema = z
  .strictObject({
    error: z.strictObject({
      code: z.enum(errorCodes),
      message: z.string().describe('What to change, for a person'),
    }),
  })
  .meta({ id: 'Error' });
