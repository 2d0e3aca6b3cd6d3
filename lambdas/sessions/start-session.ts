// Exchanges the code of a link for a session.
import { HeraldError } from '../../core/model/api/herald-error.ts';
import { parseToken } from '../../core/model/api/opaque-token.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import { isValid, sessionCodePrefix } from '../../core/model/api/session.ts';
import { exchangeSchema, startedOf } from '../../core/model/api/session-view.ts';
import type { PublicRoutesOf } from '../../core/runtime/http/http-api.ts';
import type { SessionStore } from '../../core/store/registry/sessions.ts';
import { isRefusal } from '../../core/store/store-error.ts';
import { newSession } from './new-session.ts';
import type { operations } from './operations.ts';

type StartDeps = {
  sessions: Pick<SessionStore, 'codeWithHash' | 'exchange'>;
  stage: string;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

export const createStart =
  ({ sessions, stage, clock }: StartDeps): PublicRoutesOf<typeof operations>['POST /portal-sessions'] =>
  async ({ json }) => {
    const { code: text } = parseInput(exchangeSchema, json(), 'body');
    const parsed = parseToken(sessionCodePrefix, text, stage);
    if ('fault' in parsed) throw unusable();
    const code = await sessions.codeWithHash(parsed.hash);
    if (!code || !isValid(code, clock())) throw unusable();
    const { session, token } = newSession(code, stage, clock());
    try {
      await sessions.exchange(parsed.hash, session);
    } catch (error) {
      if (isRefusal(error, 'VERSION_CONFLICT')) throw unusable();
      throw error;
    }
    return { status: 201, body: startedOf(session, token) };
  };

const unusable = (): HeraldError =>
  new HeraldError(
    'FORBIDDEN',
    'this code is wrong, was used, or is older than 60 seconds: ask for a new link',
  );
