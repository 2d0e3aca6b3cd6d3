// Makes one attempt at a partner event source. The source belongs to Herald's account, so Herald's own
// credentials are used; the partner associates it with one of its event buses.
import { type EventBridgeClient, PutPartnerEventsCommand } from '@aws-sdk/client-eventbridge';
import { LRUCache } from 'lru-cache';
import { type Message, partnerEntryOf } from '../../core/model/delivery/aws-request.ts';
import type { Outcome } from '../../core/model/delivery/outcome.ts';
import { eventSourceNameOf, type PartnerSource } from '../../core/model/target/partner-source.ts';
import type { PartnerSourceTarget } from '../../core/model/target/target.ts';
import { outcomeOfSourceFault } from './fault.ts';
import { requireAccepted } from './senders.ts';
import { createSourceStates } from './source-state.ts';

export type PartnerSourceDeps = {
  /** A client with Herald's own credentials. */
  eventBridgeIn: (region: string) => EventBridgeClient;
  /** The partner name that AWS has approved for Herald's account; empty if there is none. */
  partnerName: string;
  /** The deadline of one attempt, milliseconds. */
  deadlineMs: number;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

const maxClients = 50;

/** @returns a function that makes one attempt; it throws failures inside Herald */
export function createPartnerSourceSend({
  eventBridgeIn,
  partnerName,
  deadlineMs,
  clock,
}: PartnerSourceDeps) {
  const clients = new LRUCache<string, EventBridgeClient>({ max: maxClients, memoMethod: eventBridgeIn });
  const stateOf = createSourceStates(region => clients.memo(region), clock);

  return async (message: Message, { licensor, destination }: PartnerSourceTarget): Promise<Outcome> => {
    if (partnerName === '') return config('this platform is no longer an AWS event source partner');
    const name = eventSourceNameOf(partnerName, licensor, destination);
    const abortSignal = AbortSignal.timeout(deadlineMs);
    try {
      const state = await stateOf(name, destination, abortSignal);
      if (state === 'PENDING') return notAssociated(name, destination);
      if (state !== 'ACTIVE') return missing(name, destination);
      const command = new PutPartnerEventsCommand({ Entries: [partnerEntryOf(name, message)] });
      requireAccepted(await clients.memo(destination.region).send(command, { abortSignal }));
      return { class: 'DELIVERED', message: 'accepted' };
    } catch (error) {
      return outcomeOfSourceFault(error, name);
    }
  };
}

const notAssociated = (name: string, { account, region }: PartnerSource): Outcome => ({
  class: 'NOT_ASSOCIATED',
  message:
    `the event source ${name} is not associated with an event bus yet: ` +
    `associate it in the EventBridge console of account ${account} in ${region} (Partner event sources)`,
});

const missing = (name: string, { account, region }: PartnerSource): Outcome =>
  config(
    `the event source ${name} for account ${account} in ${region} no longer exists: ` +
      'update the target with PUT, which creates it again',
  );

const config = (message: string): Outcome => ({ class: 'CONFIG', message });
