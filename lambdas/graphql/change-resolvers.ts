// Change records in GraphQL, read-only.
import { type ChangeRecord, viewOfChange } from '../../core/model/api/change-record.ts';
import { changeSelectionSchema } from '../../core/model/api/change-selection.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import type { ChangeReader } from '../../core/store/registry/change-records.ts';
import { connectionOf } from './pages.ts';
import type { RootResolvers } from './root-resolvers.ts';

export const changeResolvers = (changes: ChangeReader): Pick<RootResolvers, 'changes'> => ({
  changes: ({ first, after, ...asked }, { licensor }) => {
    const selection = parseInput(changeSelectionSchema, asked, 'arguments');
    return connectionOf(
      licensor,
      'changes',
      { first, after },
      page => changes.list(licensor, selection, page),
      viewOf,
    );
  },
});

/** As in REST, with values as JSON strings: GraphQL has no type for any JSON. */
const viewOf = (record: ChangeRecord) => {
  const { fields, ...view } = viewOfChange(record);
  return {
    ...view,
    fields: fields.map(({ field, before, after }) => ({
      field,
      before: before === undefined ? undefined : JSON.stringify(before),
      after: after === undefined ? undefined : JSON.stringify(after),
    })),
  };
};
