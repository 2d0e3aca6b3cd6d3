// Targets and topics in GraphQL, read-only.
import { topics, viewOfTopic } from '../../core/catalog/catalog.ts';
import { type Target, viewOfTarget } from '../../core/model/target/target.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import type { Targets } from '../../core/store/registry/targets.ts';
import { connectionOf } from './pages.ts';
import type { RootResolvers } from './root-resolvers.ts';

/** @param clock milliseconds since the epoch */
export function targetResolvers(
  targets: Targets,
  clock: () => number,
): Pick<RootResolvers, 'target' | 'targets' | 'topics'> {
  const viewOf = (target: Target) => {
    const { destination, auth, ...view } = viewOfTarget(target, clock());
    return { ...view, ...accessOf(target) };
  };

  return {
    target: async ({ targetId }, { licensor }) =>
      viewOf(await findResource('target', targetId, id => targets.get(licensor, id))),

    targets: (page, { licensor }) =>
      connectionOf(licensor, 'targets', page, request => targets.list(licensor, request), viewOf),

    topics: () =>
      topics.map(viewOfTopic).map(({ schema, filterFields, ...view }) => ({
        ...view,
        schema: JSON.stringify(schema),
        filterFields: [...filterFields],
      })),
  };
}

/**
 * `destination` and `auth` have a different type per kind of target in REST; in GraphQL they are separate
 * fields.
 */
function accessOf(target: Target) {
  switch (target.type) {
    case 'WEBHOOK':
      return { destination: target.destination, auth: target.auth };
    case 'EVENTBRIDGE_PARTNER':
      return { partnerEventSource: target.destination };
    case 'SQS':
    case 'SNS':
    case 'EVENTBRIDGE':
      return { destination: target.destination, role: target.auth };
  }
}
