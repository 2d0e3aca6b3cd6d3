// Which change records a caller asks for, in REST and GraphQL.
import * as z from 'zod';
import { recordedKinds } from './change-record.ts';
import { isRange, noRange, timeInMs } from './time-range.ts';

const kindSchema = z.enum(recordedKinds);
/** A kind, or a kind and an id: `target/01M8…`. */
const resource = z
  .string()
  .regex(
    new RegExp(`^(?:${recordedKinds.join('|')})(?:/[^/]{1,256})?$`),
    `expected one of ${recordedKinds.join(', ')}, alone or with an id, such as target/01M8ZK3V0Q7N5R2T4W6Y8A1C3E`,
  )
  .transform(text => {
    const [kind, id] = text.split('/');
    return { kind: kindSchema.parse(kind), ...(id !== undefined && { id }) };
  });

export const changeSelection = {
  since: timeInMs.optional().describe('Changes at or after this time'),
  until: timeInMs.optional().describe('Changes before this time'),
  resource: resource
    .optional()
    .describe(
      'Only of one kind, e.g. `target`, or of one resource, e.g. `target/01M8ZK3V0Q7N5R2T4W6Y8A1C3E`',
    ),
};
/** In GraphQL. REST adds the fields of pages. */
export const changeSelectionSchema = z.object(changeSelection).refine(isRange, noRange);
/** Times in milliseconds since the epoch. `resource` without an id: all of this kind. */
export type ChangeSelection = z.output<typeof changeSelectionSchema>;
