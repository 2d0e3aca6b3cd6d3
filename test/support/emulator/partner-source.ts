// Partner event sources as their two sides see them: Herald's account, which makes them, and the partner's, which associates them.
import { EventBridgeClient, ListPartnerEventSourceAccountsCommand } from '@aws-sdk/client-eventbridge';
import type { Mailbox } from '../../../local/partner/mailbox.ts';
import { associateEventSource } from '../../../local/partner/partner.ts';
import { herald, heraldAws } from './herald.ts';

/** What the `local` stage's sources are called in AWS. */
export const eventSourceName = (licensor: string, name: string): string =>
  `aws.partner/herald.test/${licensor}/${name}`;

/** The state of a source by the account that it is for; nothing if there is none. */
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

/** What a partner does in the console: "Associate with event bus". @returns where events end up then */
export const associate = (eventSource: string): Promise<Mailbox> =>
  associateEventSource(herald.endpointUrl, eventSource);
