// A licensor of a test's own, with tokens, so that tests share the stack without meeting each other.
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { HeraldApi } from '../../local/herald-api.ts';
import { issueToken } from '../../local/onboard.ts';
import { documentedData } from './documented.ts';
import { herald } from './emulator-herald.ts';
import { webhookUrl } from './emulator-receiver.ts';

const targetAnswer = z.object({ targetId: z.string(), status: z.literal('ACTIVE') });
const subscriptionAnswer = z.object({ subscriptionId: z.string(), status: z.literal('ACTIVE') });
const publishAnswer = z.object({
  failedCount: z.literal(0),
  results: z.tuple([z.object({ eventId: z.string(), status: z.literal('ACCEPTED') })]),
});

const registry = { endpointUrl: herald.endpointUrl, registryTable: herald.outputs.RegistryTable };

export type Mapping = Readonly<Record<string, readonly string[]>>;
export type PublishedEvent = { eventId?: string; topic?: string; eventType?: string; data?: object };

/** An event of the documented payload. */
export const eventOf = (fields: PublishedEvent = {}) => ({
  topic: 'OfferStatus',
  eventType: 'LiveStatusUpdated',
  data: documentedData,
  ...fields,
});

export class Licensor {
  readonly name: string;
  readonly partnerToken: string;
  readonly platformToken: string;
  /** Herald's API under this licensor's path, as its partner and as the platform. */
  readonly partner: HeraldApi;
  readonly platform: HeraldApi;

  private constructor(name: string, partnerToken: string, platformToken: string) {
    this.name = name;
    this.partnerToken = partnerToken;
    this.platformToken = platformToken;
    this.partner = new HeraldApi(herald.outputs.apiUrl, name, partnerToken);
    this.platform = new HeraldApi(herald.outputs.apiUrl, name, platformToken);
  }

  static async onboard(name = `licensor-${randomUUID()}`): Promise<Licensor> {
    const [partnerToken, platformToken] = await Promise.all([
      issueToken(registry, { kind: 'partner', tokenFor: name }),
      issueToken(registry, { kind: 'platform' }),
    ]);
    return new Licensor(name, partnerToken, platformToken);
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

  /** @returns the subscription's id */
  async subscribe(eventTargetMapping: Mapping, topic = 'OfferStatus'): Promise<string> {
    const body = { topic, eventTargetMapping };
    return (await this.partner.post('/subscriptions', body, subscriptionAnswer)).subscriptionId;
  }

  /** Publishes one event, which must be accepted. @returns its id */
  async publish(fields: PublishedEvent = {}): Promise<string> {
    const { results } = await this.platform.post('/events', { events: [eventOf(fields)] }, publishAnswer);
    return results[0].eventId;
  }
}
