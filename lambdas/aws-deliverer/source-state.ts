// Whether a partner event source would deliver. EventBridge takes events for a source that no bus is associated with, and drops them
// (EventBridge onboarding guide, FAQ 3), so its state is asked for before anything is sent.
import { type EventBridgeClient, ListPartnerEventSourceAccountsCommand } from '@aws-sdk/client-eventbridge';
import { LRUCache } from 'lru-cache';
import type { PartnerSource } from '../../core/model/target/partner-source.ts';
import { isMissing } from '../../core/runtime/aws/aws-error.ts';

/** As PartnerEventSourceAccount has it (EventBridge API Reference); undefined if the source is not, or not for that account. */
export type SourceState = 'PENDING' | 'ACTIVE' | 'DELETED' | undefined;

const keptStates = 10_000;

/** How long a source that is ACTIVE is taken to stay so, milliseconds. No other state is kept: the partner may end it at any time. */
const trustedMs = 60_000;

/** @param clock milliseconds since the epoch */
export function createSourceStates(
  eventBridgeIn: (region: string) => EventBridgeClient,
  clock: () => number,
) {
  const trustedUntil = new LRUCache<string, number>({ max: keptStates });

  return async (name: string, source: PartnerSource, abortSignal: AbortSignal): Promise<SourceState> => {
    const key = JSON.stringify([source.region, source.account, name]);
    if ((trustedUntil.get(key) ?? 0) > clock()) return 'ACTIVE';
    const state = await ask(eventBridgeIn(source.region), name, source.account, abortSignal);
    if (state === 'ACTIVE') trustedUntil.set(key, clock() + trustedMs);
    return state;
  };
}

async function ask(
  eventBridge: EventBridgeClient,
  name: string,
  account: string,
  abortSignal: AbortSignal,
): Promise<SourceState> {
  const command = new ListPartnerEventSourceAccountsCommand({ EventSourceName: name });
  try {
    const { PartnerEventSourceAccounts = [] } = await eventBridge.send(command, { abortSignal });
    return PartnerEventSourceAccounts.find(({ Account }) => Account === account)?.State;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
