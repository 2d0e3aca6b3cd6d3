// The only file that reads the process environment.
import type * as z from 'zod';

/**
 * Parses a function's environment with the schema of its contract.
 * @throws ZodError that names each invalid or missing variable
 */
export const readEnvironment = <S extends z.ZodType>(schema: S): z.output<S> => schema.parse(process.env);
