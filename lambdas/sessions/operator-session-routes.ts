// An operator's session renews and ends itself. The operator's commands log who made it.
import { HeraldError } from '../../core/model/api/herald-error.ts';
import type { Session } from '../../core/model/api/session.ts';
import type { OperatorRequest } from '../../core/runtime/http/api-request.ts';
import type { OperatorRoutesOf } from '../../core/runtime/http/http-api.ts';
import type { operations } from './operations.ts';
import { findValid, type RenewalDeps, renewed } from './renewal.ts';

type Routes = OperatorRoutesOf<
  Pick<typeof operations, Extract<keyof typeof operations, `${string} /operator/${string}`>>
>;

export function createOperatorSessionRoutes(deps: RenewalDeps): Routes {
  const findSelf = ({ path, by }: OperatorRequest): Promise<Session> => {
    if (by.id !== path['sessionId'])
      throw new HeraldError('FORBIDDEN', 'only the session itself may do this');
    return findValid(deps, undefined, path['sessionId']);
  };
  return {
    'POST /operator/portal-sessions/{sessionId}/renewals': async request => ({
      status: 200,
      body: await renewed(deps, await findSelf(request)),
    }),

    'DELETE /operator/portal-sessions/{sessionId}': async request => {
      await deps.sessions.revoke(await findSelf(request));
      return { status: 204 };
    },
  };
}
