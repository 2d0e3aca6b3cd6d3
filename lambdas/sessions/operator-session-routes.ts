// An operator's session renews and ends itself. The operator's commands log who made it.
import { HeraldError } from '../../core/model/api/herald-error.ts';
import { isValid, renewedEnd, type Session } from '../../core/model/api/session.ts';
import { endsOf } from '../../core/model/api/session-view.ts';
import type { OperatorRequest } from '../../core/runtime/http/api-request.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import type { OperatorRoutesOf } from '../../core/runtime/http/http-api.ts';
import type { SessionStore } from '../../core/store/registry/sessions.ts';
import type { operations } from './operations.ts';

type Routes = OperatorRoutesOf<
  Pick<typeof operations, Extract<keyof typeof operations, `${string} /operator/${string}`>>
>;

/** @param clock milliseconds since the epoch */
export function createOperatorSessionRoutes({
  sessions,
  clock,
}: {
  sessions: SessionStore;
  clock: () => number;
}): Routes {
  const findSelf = ({ path, by }: OperatorRequest): Promise<Session> => {
    if (by.id !== path['sessionId'])
      throw new HeraldError('FORBIDDEN', 'only the session itself may do this');
    return findResource('session', path['sessionId'], async id => {
      const session = await sessions.get(undefined, id);
      return session && isValid(session, clock()) ? session : undefined;
    });
  };
  return {
    'POST /operator/portal-sessions/{sessionId}/renewals': async request => {
      const session = await findSelf(request);
      const validUntil = renewedEnd(session, clock());
      await sessions.renew(session, validUntil);
      return { status: 200, body: endsOf({ ...session, validUntil }) };
    },

    'DELETE /operator/portal-sessions/{sessionId}': async request => {
      await sessions.revoke(await findSelf(request));
      return { status: 204 };
    },
  };
}
