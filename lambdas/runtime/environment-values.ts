// Kinds of values that an environment variable can carry; contracts are made of them.
import * as z from 'zod';

export const text = z.string().min(1);
export const count = z.coerce.number().int().positive();
const jsonText = z.string().transform((value, context): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    context.addIssue({ code: 'custom', message: 'expected JSON' });
    return z.NEVER;
  }
});

/** A JSON list, e.g. `["https://127.0.0.1:4567"]`. */
export const listOf = <S extends z.ZodType>(element: S) => jsonText.pipe(z.array(element));
