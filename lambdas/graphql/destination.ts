// `destination` of an event subscription as reference text 3 prints it, as the target that the subscription will own.
import { HeraldError } from '../../core/model/api/herald-error.ts';
import { type AuthConfigInput, authOf } from './auth-config.ts';
import type { FieldNames } from './field-names.ts';

type Webhook = {
  url: string;
  httpMethod?: string;
  method?: string;
  authProfileId?: string;
  authConfig?: AuthConfigInput;
};
type EventBridge = { region: string; partnerEventSource: { account: string; name: string } };

/** What `DestinationInput` of the schema lets through: exactly one of them. */
export type DestinationInput = { webhook: Webhook } | { eventBridge: EventBridge };

/** To be parsed with the domain's schema; `names` translates what that one, and the registration, find wrong. */
type Translated = { target: Record<string, unknown>; names: FieldNames };

/** @throws HeraldError BAD_REQUEST naming the field */
export const targetOf = (destination: DestinationInput): Translated =>
  'webhook' in destination ? webhookOf(destination.webhook) : partnerSourceOf(destination.eventBridge);

function webhookOf({ url, httpMethod, method, authProfileId, authConfig }: Webhook): Translated {
  const path = 'input.destination.webhook';
  if (httpMethod !== undefined && method !== undefined && httpMethod !== method) {
    throw new HeraldError(
      'BAD_REQUEST',
      `${path}.method: expected the same as httpMethod, or one of the two alone`,
    );
  }
  if ((authProfileId === undefined) === (authConfig === undefined)) {
    throw new HeraldError('BAD_REQUEST', `${path}: expected exactly one of authProfileId, authConfig`);
  }
  const names = {
    destination: `${path}.url`,
    httpMethod: `${path}.${httpMethod === undefined ? 'method' : 'httpMethod'}`,
    'auth.authProfileId': `${path}.authProfileId`,
  };
  const own = authConfig && authOf(authConfig, `${path}.authConfig`, 'auth');
  const auth = own?.auth ?? { type: 'authProfile', authProfileId };
  return {
    target: { type: 'WEBHOOK', destination: url, httpMethod: httpMethod ?? method, auth },
    names: { ...names, ...own?.names },
  };
}

function partnerSourceOf({ region, partnerEventSource }: EventBridge): Translated {
  const path = 'input.destination.eventBridge';
  return {
    target: { type: 'EVENTBRIDGE_PARTNER', destination: { region, ...partnerEventSource } },
    names: {
      type: path,
      destination: path,
      'destination.account': `${path}.partnerEventSource.account`,
      'destination.name': `${path}.partnerEventSource.name`,
    },
  };
}
