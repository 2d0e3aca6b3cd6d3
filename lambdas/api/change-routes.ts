// `GET /changes`: who changed what.
import { viewOfChange } from '../../core/model/api/change-record.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import { readPage } from '../../core/runtime/http/paging.ts';
import type { ChangeReader } from '../../core/store/registry/change-records.ts';
import { type changeOperations, changeQuerySchema } from './change-operations.ts';

export const changeRoutes = (changes: ChangeReader): RoutesOf<typeof changeOperations> => ({
  'GET /{licensor}/notifications/changes': async ({ licensor, query }) => {
    const { limit, nextToken: token, ...selection } = parseInput(changeQuerySchema, query, 'query');
    const listing = { licensor, name: 'changes', tokenField: ['nextToken'] };
    const { items, nextToken } = await readPage(listing, { limit, nextToken: token }, page =>
      changes.list(licensor, selection, page),
    );
    return { status: 200, body: { changes: items.map(viewOfChange), nextToken } };
  },
});
