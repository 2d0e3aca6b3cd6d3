// One attempt at a partner event source. The source is Herald's own, so it is reached with Herald's own credentials; which bus it feeds
// is the partner's to say.
import { type EventBridgeClient, PutPartnerEventsCommand } from '@aws-sdk/client-eventbridge';
import { LRUCache } from 'lru-cache';
import type { Outcome } from '../../core/model/delivery/outcome.ts';
import { eventSourceNameOf, type PartnerSource } from '../../core/model/target/partner-source.ts';
import type { PartnerSourceTarget } from '../../core/model/target/target.ts';
import { outcomeOfSourceFault } from './fault.ts';
import { entryOf, type Message, requireTaken } from './senders.ts';
import { createSourceStates, type SourceState } from './source-state.ts';

export type PartnerSourceDeps = {
  /** A client with Herald's own credentials. */
  eventBridgeIn: (region: string) => EventBridgeClient;
  /** What AWS has approved Herald's account for as a SaaS partner; empty if it has not. */
  partnerName: string;
  /** For one attempt as a whole, milliseconds. */
  deadlineMs: number;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

const keptClients = 50;

/** @returns what makes one attempt; it throws our own failures */
export function createPartnerSourceSend({
  eventBridgeIn,
  partnerName,
  deadlineMs,
  clock,
}: PartnerSourceDeps) {
  const clients = new LRUCache<string, EventBridgeClient>({ max: keptClients, memoMethod: eventBridgeIn });
  const stateOf = createSourceStates(region => clients.memo(region), clock);

  return async (message: Message, { licensor, destination }: PartnerSourceTarget): Promise<Outcome> => {
    if (partnerName === '') return config('this platform is no AWS event source partner any more');
    const name = eventSourceNameOf(partnerName, licensor, destination);
    const abortSignal = AbortSignal.timeout(deadlineMs);
    try {
      const state = await stateOf(name, destination, abortSignal);
      if (state !== 'ACTIVE') return config(adviceOn(state, name, destination));
      const command = new PutPartnerEventsCommand({ Entries: [{ Source: name, ...entryOf(message) }] });
      requireTaken(await clients.memo(destination.region).send(command, { abortSignal }));
      return { class: 'DELIVERED', message: 'taken' };
    } catch (error) {
      return outcomeOfSourceFault(error, name);
    }
  };
}

const adviceOn = (state: SourceState, name: string, { account, region }: PartnerSource): string =>
  state === 'PENDING'
    ? `the event source ${name} is not associated with an event bus yet: associate it in the EventBridge console of account ${account} in ${region} (Partner event sources)`
    : `there is no event source ${name} for account ${account} in ${region} any more: update the target by PUT, which makes it again`;

const config = (message: string): Outcome => ({ class: 'CONFIG', message });
