// Targets and topics in GraphQL, read-only.
import { viewsOfTopics } from '../../core/catalog/topic-view.ts';
import type { PageRequest } from '../../core/model/api/page.ts';
import type { HealthView } from '../../core/model/target/health-view.ts';
import type { Target } from '../../core/model/target/target.ts';
import type { TargetStatus } from '../../core/model/target/target-status.ts';
import { viewOfTarget } from '../../core/model/target/target-view.ts';
import type { TargetHealths } from '../../core/registration/target-healths.ts';
import type { TargetStatuses } from '../../core/registration/target-statuses.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import type { Targets } from '../../core/store/registry/targets.ts';
import { connectionOf } from './pages.ts';
import type { RootResolvers } from './root-resolvers.ts';

/** @param clock milliseconds since the epoch */
export function targetResolvers(
  targets: Targets,
  { statuses, healths }: { statuses: Pick<TargetStatuses, 'of' | 'ofTargets'>; healths: TargetHealths },
  clock: () => number,
): Pick<RootResolvers, 'target' | 'targets' | 'topics'> {
  /** @param readHealth called only if the query asks for the health */
  const viewOf = (
    target: Target,
    status: TargetStatus,
    readHealth: () => Promise<(of: Target) => HealthView>,
  ) => {
    // GraphQL has these two in a form of its own.
    const own = { destination: undefined, auth: undefined };
    const view = { ...viewOfTarget(target, status, clock()), ...own, ...accessOf(target) };
    return { ...view, health: async () => (await readHealth())(target) };
  };

  return {
    target: async ({ targetId }, { licensor }) => {
      const target = await findResource('target', targetId, id => targets.get(licensor, id));
      return viewOf(target, await statuses.of(target), () => healths.of(licensor, [target]));
    },

    targets: async (page, { licensor }) => {
      let items: Target[] = [];
      let reading: ReturnType<TargetHealths['of']> | undefined;
      // Once for all targets of the page.
      const readHealth = () => {
        reading ??= healths.of(licensor, items);
        return reading;
      };
      const list = async (request: PageRequest) => {
        const found = await targets.list(licensor, request);
        items = found.items;
        return found;
      };
      const statusOf = await statuses.ofTargets(licensor);
      return connectionOf(licensor, 'targets', page, list, target =>
        viewOf(target, statusOf(target), readHealth),
      );
    },

    topics: () =>
      viewsOfTopics().map(({ inputSchema, eventTypes, ...view }) => ({
        ...view,
        eventTypes: eventTypes.map(({ versions, dataExamples, ...eventType }) => ({
          ...eventType,
          dataExamples: dataExamples.map(example => JSON.stringify(example)),
          versions: versions.map(({ native, cloudevents, eventbridge, ...version }) => ({
            ...version,
            native: jsonIn(native),
            cloudEvents: jsonIn(cloudevents),
            eventBridge: jsonIn(eventbridge),
          })),
        })),
        inputSchema: JSON.stringify(inputSchema),
      })),
  };
}

/** GraphQL has no type for any JSON, so schemas and examples are strings. */
const jsonIn = <Arriving extends { jsonSchema: unknown; examples: unknown[] }>(arriving: Arriving) => ({
  ...arriving,
  jsonSchema: JSON.stringify(arriving.jsonSchema),
  examples: arriving.examples.map(example => JSON.stringify(example)),
});

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
