// A licensor for one test, with an access key, so that tests can share the stack without affecting each
// other.
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { HeraldApi } from '../../../local/client/herald-api.ts';
import { type Caller, localDeployment, onboard } from '../../../local/client/onboard.ts';
import { accessToken } from '../../../local/client/token.ts';
import { AccessKeys } from '../../../ops/access-keys.ts';
import type { AccessKeyCredentials } from '../../../ops/new-clients.ts';
import { documentedData } from '../builders/documented-payload.ts';
import { DocumentedApi } from './documented-api.ts';
import { herald } from './herald.ts';
import { webhookUrl } from './receiver.ts';

const targetAnswer = z.object({ targetId: z.string(), status: z.literal('ACTIVE') });
const authProfileAnswer = z.object({ authProfileId: z.string() });
const subscriptionAnswer = z.object({ subscriptionId: z.string(), status: z.literal('ACTIVE') });
const publishAnswer = z.object({
  failedCount: z.literal(0),
  results: z.tuple([z.object({ eventId: z.string(), status: z.literal('ACCEPTED') })]),
});

export const deployment = await localDeployment(herald.endpointUrl);
export const accessKeys = new AccessKeys(deployment);

export type Mapping = Readonly<Record<string, readonly string[]>>;
export type PublishedEvent = { eventId?: string; topic?: string; eventType?: string; data?: object };

/** An event with the documented payload. */
export const eventOf = (fields: PublishedEvent = {}) => ({
  topic: 'OfferStatus',
  eventType: 'LiveStatusUpdated',
  data: documentedData,
  ...fields,
});

export class Licensor {
  readonly name: string;
  /** Its first clients, and the licensor's own external id. */
  readonly caller: Caller;
  /** Access keys. */
  readonly partnerKey: string;
  readonly platformKey: string;
  /** Herald's API under this licensor's path, as its partner and as the platform. */
  readonly partner: HeraldApi;
  readonly platform: HeraldApi;

  private constructor(name: string, caller: Caller) {
    this.name = name;
    this.caller = caller;
    this.partnerKey = caller.accessKey;
    this.platformKey = herald.platformKey;
    this.partner = new DocumentedApi(herald.outputs.apiUrl, name, this.partnerKey);
    this.platform = new DocumentedApi(herald.outputs.apiUrl, name, this.platformKey);
  }

  static async onboard(name = `licensor-${randomUUID()}`): Promise<Licensor> {
    return new Licensor(name, await onboard(deployment, name, 'high'));
  }

  /** A new access key, which was not used before. A licensor may have 20. */
  newKey(fields: { readOnly?: boolean; end?: string } = {}): Promise<AccessKeyCredentials> {
    return accessKeys.add(this.name, { name: `key-${randomUUID()}`, ...fields });
  }

  /** A new OAuth token. @param scope all scopes of the client, if not given */
  newToken(scope?: string): Promise<string> {
    return accessToken(this.caller.tokenUrl, this.caller.client, scope);
  }

  /** A path at the receiver that no other licensor has. */
  path(name: string): string {
    return `/${this.name}/${name}`;
  }

  /** @returns the target's id */
  async register(registration: object): Promise<string> {
    return (await this.partner.post('/targets', registration, targetAnswer)).targetId;
  }

  /** A webhook at `path(name)`. */
  registerWebhook(name: string, auth: object = { type: 'bearer', bearerToken: 'token' }): Promise<string> {
    return this.register({ type: 'WEBHOOK', destination: webhookUrl(this.path(name)), auth });
  }

  /** @returns the auth profile's id */
  async createProfile(authConfig: object, fields: object = {}): Promise<string> {
    const body = { authConfig, ...fields };
    return (await this.partner.post('/auth-profiles', body, authProfileAnswer)).authProfileId;
  }

  /** @param fields e.g. a filter. @returns the subscription's id */
  async subscribe(eventTargetMapping: Mapping, topic = 'OfferStatus', fields: object = {}): Promise<string> {
    const body = { topic, eventTargetMapping, ...fields };
    return (await this.partner.post('/subscriptions', body, subscriptionAnswer)).subscriptionId;
  }

  /** Publishes one event, which must be accepted. @returns its id */
  async publish(fields: PublishedEvent = {}): Promise<string> {
    const { results } = await this.platform.post('/events', { events: [eventOf(fields)] }, publishAnswer);
    return results[0].eventId;
  }
}
