// Partner event sources in both accounts: Herald's, which creates them, and the partner's, which associates
// them.
import {
  DeletePartnerEventSourceCommand,
  EventBridgeClient,
  ListPartnerEventSourceAccountsCommand,
} from '@aws-sdk/client-eventbridge';
import { associateEventSource } from '../../../local/partner/event-source.ts';
import type { Mailbox } from '../../../local/partner/mailbox.ts';
import { herald, heraldAws } from './herald.ts';

/** The full name in AWS of a source of the `local` stage. */
export const eventSourceName = (licensor: string, name: string): string =>
  `aws.partner/herald.test/${licensor}/${name}`;

/** The state of a source by partner account; empty if there is no such source. */
export async function sourceStates(eventSource: string): Promise<Record<string, string>> {
  const command = new ListPartnerEventSourceAccountsCommand({ EventSourceName: eventSource });
  const { PartnerEventSourceAccounts = [] } = await new EventBridgeClient(heraldAws)
    .send(command)
    .catch(error => {
      if (error.name === 'ResourceNotFoundException') return { PartnerEventSourceAccounts: [] };
      throw error;
    });
  return Object.fromEntries(PartnerEventSourceAccounts.map(({ Account, State }) => [Account, State]));
}

/** Deletes a source, as EventBridge does with one that stays unassociated. */
export async function expire(eventSource: string, account: string): Promise<void> {
  const command = new DeletePartnerEventSourceCommand({ Account: account, Name: eventSource });
  await new EventBridgeClient(heraldAws).send(command);
}

/**
 * Does what "Associate with event bus" does in the partner's console.
 * @returns the mailbox that gets the events
 */
export const associate = (eventSource: string): Promise<Mailbox> =>
  associateEventSource(herald.endpointUrl, eventSource);
