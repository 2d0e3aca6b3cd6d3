// An operator's suspension of a target or of a whole licensor. Only an operator lifts it
// (docs/decisions/0027-suspension.md).
import * as z from 'zod';
import { HeraldError } from './herald-error.ts';

export const suspensionSchema = z.object({
  /** ISO 8601. */
  since: z.string(),
  /** A sentence of the operator, which the partner reads. */
  reason: z.string(),
  /** The ARN of the operator; not shown to the partner. */
  by: z.string(),
});
export type Suspension = z.output<typeof suspensionSchema>;

/** The error for a change that a suspended licensor may not make. */
export const refusalOfWrite = (licensor: string, { since, reason }: Suspension): HeraldError =>
  new HeraldError(
    'FORBIDDEN',
    `the operator has suspended licensor "${licensor}" since ${since} (${reason}): it can read, but not change`,
  );
