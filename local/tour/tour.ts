// The tour shows that Herald works. A partner registers a target of every type, and all of them receive every
// event. The second part is documented-apis.ts.
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Deployment } from '../../ops/deployment.ts';
import { platform } from '../../ops/owner.ts';
import { HeraldApi } from '../client/herald-api.ts';
import { type Callers, localDeployment, onboard } from '../client/onboard.ts';
import type { Herald } from '../emulator/herald.ts';
import { quietly, type Step } from '../emulator/progress.ts';
import { createPartner, type Partner } from '../partner/partner.ts';
import type { Receiver } from '../partner/receiver.ts';
import { AccessTour } from './access-keys.ts';
import type { Check } from './checks.ts';
import { type DocumentedApis, runDocumentedApis } from './documented-apis.ts';
import {
  type ExpectedNotification,
  type NotificationResult,
  resultsOf,
  untilAllArrived,
} from './notification-results.ts';
import { subscribedTopics, tourEvents } from './offers-and-assets.ts';
import { registerUnsafeRole } from './refused-registration.ts';
import { sendTestNotification, type TestNotification } from './test-notification.ts';
import { awsTarget, type TourTarget, webhookTarget } from './tour-target.ts';

/** The licensor of the demo partner. */
export const licensor = 'demo';

export type Tour = {
  readonly notifications: readonly NotificationResult[];
  /** The error message for a role that does not require an external id. */
  readonly refusal: string;
  readonly test: TestNotification;
  readonly callers: Callers;
  /** Rotated and disabled access keys, and an OAuth token. */
  readonly access: readonly Check[];
  readonly documented: DocumentedApis;
};

const targetAnswer = z.object({ targetId: z.string(), status: z.literal('ACTIVE') });
const subscriptionAnswer = z.object({ subscriptionId: z.string(), status: z.literal('ACTIVE') });
const publishAnswer = z.object({
  failedCount: z.literal(0),
  results: z.tuple([z.object({ eventId: z.string(), status: z.literal('ACCEPTED') })]),
});

export async function runTour(herald: Herald, step: Step = quietly): Promise<Tour> {
  const { apiUrl, DeliveryRolePattern: deliveryRolePattern } = herald.outputs;
  const { endpointUrl } = herald.emulator;
  const deployment = await localDeployment(endpointUrl);
  const callers = await step('Onboarding the platform and a partner', () => onboardCallers(deployment));
  const partnerApi = new HeraldApi(apiUrl, licensor, callers.partner.accessKey);
  const platformApi = new HeraldApi(apiUrl, licensor, callers.platform.accessKey);
  const access = new AccessTour(apiUrl, licensor, deployment);
  await step('Using a second access key, rotating it, disabling the older one', () => access.rotate());
  await step('Using an OAuth access token', () => access.useOauth(callers.partner));

  const { externalId } = callers.partner;
  const options = { endpointUrl, externalId, deliveryRolePattern, prefix: 'herald' };
  const partner = await step('Creating the partner’s queue, topic, bus and roles', () =>
    createPartner(options),
  );
  const signed = signedWebhook(herald.receiver);
  const targets = [...awsTargets(partner), ...plainWebhooks(herald.receiver), signed];
  const ids = await step('Registering the targets', () => registerTargets(partnerApi, targets));
  const refusal = await step('Registering a role that Herald must refuse', () =>
    registerUnsafeRole(partnerApi, options, partner.queue.arn),
  );
  const test = await step('Sending a test notification', () =>
    sendTestNotification(partnerApi, signed, ids.get(signed)),
  );
  await step('Subscribing the targets', () => subscribe(partnerApi, [...ids.values()]));
  const published = await step('Publishing one event of each type', () => publish(platformApi));
  const expected = targets.flatMap(endpoint => published.map(event => ({ endpoint, ...event })));
  await step('Waiting for the notifications', () => untilAllArrived(expected));
  const notifications = await resultsOf(expected);
  const keys = { partner: callers.partner.accessKey, platform: callers.platform.accessKey };
  const documented = await runDocumentedApis(herald, licensor, keys, step);
  await step('Waiting until the disabled access key is refused', () => access.untilRefused());
  return { notifications, refusal, test, callers, access: access.checks, documented };
}

async function onboardCallers(deployment: Deployment): Promise<Callers> {
  return { partner: await onboard(deployment, licensor), platform: await onboard(deployment, platform) };
}

/** A registration without an external id uses the licensor's own, so both forms are shown. */
function awsTargets({ queue, topic, bus }: Partner): readonly TourTarget[] {
  return [awsTarget(queue), awsTarget(topic), awsTarget(bus, 'external id left out')];
}

function plainWebhooks(receiver: Receiver): readonly TourTarget[] {
  const apiKey = { apiKey: secret(), apiKeyHeader: 'X-API-Key' };
  return [
    webhookTarget(receiver, '/bearer', { type: 'bearer', bearerToken: secret() }),
    webhookTarget(receiver, '/api-key', { type: 'apiKey', ...apiKey }),
  ];
}

function signedWebhook(receiver: Receiver): TourTarget {
  const hmac = { hmacAlgorithm: 'HmacSHA256', hmacHeader: 'X-Signature' } as const;
  return webhookTarget(receiver, '/hmac', { type: 'hmac', hmacSecret: secret(), ...hmac });
}

async function registerTargets(
  api: HeraldApi,
  targets: readonly TourTarget[],
): Promise<ReadonlyMap<TourTarget, string>> {
  const ids = new Map<TourTarget, string>();
  for (const target of targets) {
    ids.set(target, (await api.post('/targets', target.registration, targetAnswer)).targetId);
  }
  return ids;
}

async function subscribe(api: HeraldApi, targetIds: readonly string[]): Promise<void> {
  for (const [topic, eventTypes] of Object.entries(subscribedTopics)) {
    const eventTargetMapping = Object.fromEntries(eventTypes.map(eventType => [eventType, targetIds]));
    await api.post('/subscriptions', { topic, eventTargetMapping }, subscriptionAnswer);
  }
}

async function publish(api: HeraldApi): Promise<readonly Omit<ExpectedNotification, 'endpoint'>[]> {
  const published = [];
  for (const event of tourEvents) {
    const { topic, eventType, data } = event;
    const at = Date.now();
    const answer = await api.post('/events', { events: [{ topic, eventType, data }] }, publishAnswer);
    published.push({ ...event, eventId: answer.results[0].eventId, at });
  }
  return published;
}

function secret(): string {
  return randomBytes(24).toString('base64url');
}
