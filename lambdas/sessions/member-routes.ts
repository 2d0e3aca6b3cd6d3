// The members of a licensor.
import { changeOf } from '../../core/model/api/change-record.ts';
import { listedMemberOf } from '../../core/model/api/member.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import { pageQuerySchema, readPage } from '../../core/runtime/http/paging.ts';
import type { RecordChange } from '../../core/store/registry/change-records.ts';
import type { MemberStore } from '../../core/store/registry/members.ts';
import type { operations } from './operations.ts';

type MemberRoutes = RoutesOf<
  Pick<typeof operations, Extract<keyof typeof operations, `${string}/members${string}`>>
>;

export const createMemberRoutes = (members: MemberStore, recordChange: RecordChange): MemberRoutes => ({
  'GET /{licensor}/notifications/members': async ({ licensor, query }) => {
    const page = parseInput(pageQuerySchema, query, 'query');
    const listing = { licensor, name: 'members', tokenField: ['nextToken'] };
    const { items, nextToken } = await readPage(listing, page, one => members.list(licensor, one));
    return { status: 200, body: { members: items.map(listedMemberOf), nextToken } };
  },

  'DELETE /{licensor}/notifications/members/{memberId}': async ({ licensor, path, by }) => {
    const member = await findResource('member', path['memberId'], id => members.get(licensor, id));
    const { memberId, email, capabilities } = member;
    const change = changeOf(by, { kind: 'member', id: memberId }, { email, capabilities }, undefined);
    await members.remove(member, recordChange(licensor, change));
    return { status: 204 };
  },
});
