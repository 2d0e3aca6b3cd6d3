// The partner event sources that Herald offers to partners in the emulator, as AWS knows them.
import { EventBridgeClient, ListPartnerEventSourcesCommand } from '@aws-sdk/client-eventbridge';
import { account, awsConfig } from '../emulator/emulator.ts';

/** @returns the full name of a licensor's source; undefined if there is none */
export async function findEventSource(
  endpointUrl: string,
  licensor: string,
  name: string,
): Promise<string | undefined> {
  const events = new EventBridgeClient(awsConfig(endpointUrl, account));
  const command = new ListPartnerEventSourcesCommand({ NamePrefix: 'aws.partner/' });
  const { PartnerEventSources: sources = [] } = await events.send(command);
  return sources.find(source => source.Name?.endsWith(`/${licensor}/${name}`))?.Name;
}
