// A partner event source: Herald offers it, and the partner associates it with an event bus.
import {
  CreateEventBusCommand,
  EventBridgeClient,
  ListPartnerEventSourcesCommand,
} from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { account, awsConfig, partnerAccount } from '../emulator/emulator.ts';
import { Mailbox } from './mailbox.ts';
import { forwardEvents } from './partner.ts';

/** @returns the full name of a licensor's source; undefined if Herald offers none of this name */
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

/**
 * Creates the event bus of a source, which has the same name.
 * @param source its full name
 * @returns a mailbox that receives the events of the bus
 */
export async function associateEventSource(endpointUrl: string, source: string): Promise<Mailbox> {
  const aws = awsConfig(endpointUrl, partnerAccount);
  const events = new EventBridgeClient(aws);
  await events.send(new CreateEventBusCommand({ Name: source, EventSourceName: source }));
  const queueName = `behind-${source.replaceAll(/[^A-Za-z0-9]/g, '-').slice(-70)}`;
  const mailbox = await Mailbox.create(new SQSClient(aws), queueName);
  await forwardEvents(events, source, mailbox);
  return mailbox;
}
