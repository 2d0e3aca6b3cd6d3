// Schemas of environment variables, for the contracts of the functions.
import * as z from 'zod';
import { jsonText } from '../../model/api/parse.ts';

export const text = z.string().min(1);
export const accountId = z.string().regex(/^\d{12}$/);
export const count = z.coerce.number().int().positive();

/** A JSON list, e.g. `["https://127.0.0.1:4567"]`. */
export const listOf = <S extends z.ZodType>(element: S) => jsonText.pipe(z.array(element));
