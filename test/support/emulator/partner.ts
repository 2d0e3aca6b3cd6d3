// A partner's AWS resources for one test, in the partners' account.
import { randomBytes } from 'node:crypto';
import type { Arrival } from '../../../local/partner/arrival.ts';
import { type AwsDestination, createPartner, type Partner } from '../../../local/partner/partner.ts';
import { awsTarget } from '../../../local/tour/tour-target.ts';
import { herald } from './herald.ts';
import { eventually } from './wait.ts';

/** A queue, a topic and a bus, each with the documented role. @param externalId that the roles require */
export const newPartner = (externalId = randomBytes(12).toString('hex')): Promise<Partner> =>
  createPartner({
    endpointUrl: herald.endpointUrl,
    externalId,
    deliveryRolePattern: herald.outputs.DeliveryRolePattern,
    prefix: `test-${randomBytes(4).toString('hex')}`,
  });

/** The documented body of `POST /targets` for a destination. */
export const registrationOf = ({ type, arn, role }: AwsDestination) => ({
  type,
  destination: arn,
  auth: { assumeRoleArn: role.arn, externalId: role.externalId },
});

/** The events that have arrived at a destination. */
export const arrivalsAt = (destination: AwsDestination): Promise<readonly Arrival[]> =>
  awsTarget(destination).arrivals();

/** Waits until an event has arrived at a destination. */
export async function arrivalAt(destination: AwsDestination, eventId: string): Promise<Arrival> {
  const isIt = (arrival: Arrival) => arrival.eventId === eventId;
  const all = await eventually(
    `event ${eventId} at ${destination.arn}`,
    () => arrivalsAt(destination),
    arrivals => arrivals.some(isIt),
  );
  return all.find(isIt) as Arrival;
}
