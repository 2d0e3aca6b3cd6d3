// The members of a licensor.
import { changeOf } from '../../core/model/api/change-record.ts';
import { listedMemberOf } from '../../core/model/api/member.ts';
import { pagesOf } from '../../core/model/api/page.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import type { Session } from '../../core/model/api/session.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import { pageQuerySchema, readPage } from '../../core/runtime/http/paging.ts';
import type { RecordChange } from '../../core/store/registry/change-records.ts';
import type { MemberStore } from '../../core/store/registry/members.ts';
import type { SessionStore } from '../../core/store/registry/sessions.ts';
import { isRefusal } from '../../core/store/store-error.ts';
import type { operations } from './operations.ts';

type MemberRoutes = RoutesOf<
  Pick<typeof operations, Extract<keyof typeof operations, `${string}/members${string}`>>
>;

type MemberDeps = {
  members: MemberStore;
  sessions: Pick<SessionStore, 'list' | 'revoke'>;
  recordChange: RecordChange;
};

export const createMemberRoutes = ({ members, sessions, recordChange }: MemberDeps): MemberRoutes => ({
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
    // Only now: from here on the person gets no new session.
    for await (const session of sessionsOf(sessions, licensor, memberId)) {
      const ended = { kind: 'session', id: session.sessionId } as const;
      const end = changeOf(by, ended, { capabilities: session.capabilities, subject: email }, undefined);
      await sessions.revoke(session, recordChange(licensor, end)).catch(ignoreEnded);
    }
    return { status: 204 };
  },
});

/** The sessions that a member began by signing in. */
async function* sessionsOf(
  sessions: Pick<SessionStore, 'list'>,
  licensor: string,
  memberId: string,
): AsyncGenerator<Session> {
  for await (const items of pagesOf(page => sessions.list(licensor, page)))
    yield* items.filter(({ createdBy }) => createdBy === memberId);
}

/** The person ended the session at the same moment. */
function ignoreEnded(error: unknown): void {
  if (!isRefusal(error, 'VERSION_CONFLICT')) throw error;
}
