// `POST /sign-ins`: exchanges the ID token of a member for a session.
import { HeraldError } from '../../core/model/api/herald-error.ts';
import { type Member, signInSchema } from '../../core/model/api/member.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import { lifetimes } from '../../core/model/api/session.ts';
import { startedOf } from '../../core/model/api/session-view.ts';
import type { PublicRoutesOf } from '../../core/runtime/http/http-api.ts';
import { newId } from '../../core/runtime/id.ts';
import type { Licensors } from '../../core/store/registry/licensors.ts';
import type { MemberStore } from '../../core/store/registry/members.ts';
import type { SessionStore } from '../../core/store/registry/sessions.ts';
import { isRefusal } from '../../core/store/store-error.ts';
import type { Person, ReadIdToken } from './id-token.ts';
import { newSession } from './new-session.ts';
import type { operations } from './operations.ts';

type SignInDeps = {
  /** Undefined if the stage has no issuer for the console. */
  readIdToken: ReadIdToken | undefined;
  members: Pick<MemberStore, 'ofPerson' | 'signInActions'>;
  sessions: Pick<SessionStore, 'start'>;
  licensors: Pick<Licensors, 'usageKeyOf'>;
  stage: string;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

export function createSignIn(deps: SignInDeps): PublicRoutesOf<typeof operations>['POST /sign-ins'] {
  const { readIdToken, members } = deps;
  return async ({ json }) => {
    const { idToken, licensor } = parseInput(signInSchema, json(), 'body');
    if (!readIdToken) throw new HeraldError('NOT_FOUND', 'this installation has no sign-in: ask for a link');
    const person = await readIdToken(idToken);
    if (!person)
      throw new HeraldError(
        'FORBIDDEN',
        'idToken: expected a valid one of the console, with a verified e-mail',
      );
    const own = (await members.ofPerson(person.email)).filter(({ sub = person.sub }) => sub === person.sub);
    const chosen = licensor === undefined ? own : own.filter(({ speaksFor }) => speaksFor === licensor);
    const [member, ...others] = chosen;
    if (!member) throw notInvited(person);
    if (others.length > 0)
      return { status: 200, body: { licensors: chosen.map(({ speaksFor }) => speaksFor) } };
    return { status: 201, body: await startFor(member, person, deps) };
  };
}

async function startFor(
  member: Member,
  person: Person,
  { members, sessions, licensors, stage, clock }: SignInDeps,
) {
  const now = clock();
  const usageKey = await licensors.usageKeyOf(member.speaksFor);
  if (typeof usageKey !== 'string') throw notInvited(person);
  const { speaksFor, capabilities, email: subject, memberId: createdBy } = member;
  const lifetime = lifetimes.default;
  const rights = { speaksFor, capabilities, subject, createdBy, usageKey, lifetime, sessionId: newId(now) };
  const { session, token } = newSession(rights, stage, now);
  try {
    // One transaction: a member who is removed at the same moment has no session afterwards.
    await sessions.start(session, members.signInActions(member, person.sub, session.createdAt));
  } catch (error) {
    if (isRefusal(error, 'VERSION_CONFLICT')) throw notInvited(person);
    throw error;
  }
  return startedOf(session, token);
}

const notInvited = ({ email }: Person): HeraldError =>
  new HeraldError('FORBIDDEN', `${email} is not a member here: ask for an invitation`);
