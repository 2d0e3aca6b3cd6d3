// Targets and the catalogue in GraphQL, to look at.
import { topics, viewOfTopic } from '../../core/catalog/catalog.ts';
import { HeraldError } from '../../core/model/api/herald-error.ts';
import { type Target, viewOfTarget } from '../../core/model/target/target.ts';
import { isId } from '../../core/runtime/id.ts';
import type { Targets } from '../../core/store/registry/targets.ts';
import type { Context } from './execution.ts';
import { connectionOf, type PageArguments } from './pages.ts';

/** @param clock milliseconds since the epoch */
export function targetResolvers(targets: Targets, clock: () => number) {
  const viewOf = (target: Target) => ({ ...viewOfTarget(target, clock()), ...differing(target) });

  return {
    async target({ targetId }: { targetId: string }, { licensor }: Context) {
      const target = isId(targetId) ? await targets.get(licensor, targetId) : undefined;
      if (!target) throw new HeraldError('NOT_FOUND', `there is no target "${targetId}"`);
      return viewOf(target);
    },

    targets: (page: PageArguments, { licensor }: Context) =>
      connectionOf(page, request => targets.list(licensor, request), viewOf),

    topics: () => topics.map(viewOfTopic).map(view => ({ ...view, schema: JSON.stringify(view.schema) })),
  };
}

/** Fields of REST that are of several types there. */
function differing(target: Target) {
  switch (target.type) {
    case 'WEBHOOK':
      return {};
    case 'EVENTBRIDGE_PARTNER':
      return { destination: undefined, partnerEventSource: target.destination };
    default:
      return { auth: undefined, role: target.auth };
  }
}
