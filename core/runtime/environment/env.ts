// The only place that reads the process environment.
import type * as z from 'zod';

/** A function's environment, checked against its contract. @throws ZodError at cold start, naming what is missing or misspelt */
export const readEnvironment = <S extends z.ZodType>(schema: S): z.output<S> => schema.parse(process.env);
