// The state of a partner event source. EventBridge accepts and drops events for a source that is not
// associated with a bus (EventBridge onboarding guide, FAQ 3), so the deliverer reads the state before it
// sends (docs/decisions/0015-pending-partner-sources.md).
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LRUCache } from 'lru-cache';
import type { PartnerSource } from '../../core/model/target/partner-source.ts';
import { readSourceState, type SourceState } from '../../core/runtime/aws/partner-source-state.ts';

const maxStates = 10_000;

/**
 * How long ACTIVE is cached, milliseconds. Other states are not cached, because the partner may change them
 * at any time.
 */
const activeForMs = 60_000;

/** @param clock milliseconds since the epoch */
export function createSourceStates(
  eventBridgeIn: (region: string) => EventBridgeClient,
  clock: () => number,
) {
  const activeUntil = new LRUCache<string, number>({ max: maxStates });

  return async (name: string, source: PartnerSource, abortSignal: AbortSignal): Promise<SourceState> => {
    const key = JSON.stringify([source.region, source.account, name]);
    if ((activeUntil.get(key) ?? 0) > clock()) return 'ACTIVE';
    const state = await readSourceState(eventBridgeIn(source.region), name, source.account, abortSignal);
    if (state === 'ACTIVE') activeUntil.set(key, clock() + activeForMs);
    return state;
  };
}
