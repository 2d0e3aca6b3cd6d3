// Reads the state of a partner event source from EventBridge.
import { type EventBridgeClient, ListPartnerEventSourceAccountsCommand } from '@aws-sdk/client-eventbridge';
import { isMissing } from './aws-error.ts';

/**
 * EventBridge API Reference, PartnerEventSourceAccount; undefined if the source does not exist for the
 * account.
 */
export type SourceState = 'PENDING' | 'ACTIVE' | 'DELETED' | undefined;

/**
 * @param name the full name of the source in AWS
 * @throws errors of EventBridge
 */
export async function readSourceState(
  eventBridge: EventBridgeClient,
  name: string,
  account: string,
  abortSignal?: AbortSignal,
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
