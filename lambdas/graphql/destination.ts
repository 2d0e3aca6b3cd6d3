// Translates the `destination` of reference text 3 to the target that the subscription owns.
import { badRequest } from '../../core/model/api/herald-error.ts';
import { authOf } from './auth-config.ts';
import type { PathMap } from './paths.ts';
import type { DestinationInput, EventBridgeInput, WebhookInput } from './schema/schema.generated.ts';

/** `target` is not validated yet; `paths` maps its paths to those of the GraphQL input. */
type Translated = { target: Record<string, unknown>; paths: PathMap };

/** @throws HeraldError BAD_REQUEST that names the field */
export function targetOf({ webhook, eventBridge }: DestinationInput): Translated {
  if (webhook) return webhookOf(webhook);
  if (eventBridge) return partnerSourceOf(eventBridge);
  throw new Error('destination is empty, which @oneOf should prevent');
}

function webhookOf({ url, httpMethod, method, authProfileId, authConfig }: WebhookInput): Translated {
  const path = ['input', 'destination', 'webhook'];
  if (httpMethod !== undefined && method !== undefined && httpMethod !== method) {
    throw badRequest([...path, 'method'], 'expected the same as httpMethod, or only one of the two');
  }
  if ((authProfileId === undefined) === (authConfig === undefined)) {
    throw badRequest(path, 'expected exactly one of authProfileId, authConfig');
  }
  const inline = authConfig && authOf(authConfig, [...path, 'authConfig'], ['auth']);
  return {
    target: {
      type: 'WEBHOOK',
      destination: url,
      httpMethod: httpMethod ?? method,
      auth: inline?.auth ?? { type: 'authProfile', authProfileId },
    },
    paths: [
      [['destination'], [...path, 'url']],
      [['httpMethod'], [...path, httpMethod === undefined ? 'method' : 'httpMethod']],
      [
        ['auth', 'authProfileId'],
        [...path, 'authProfileId'],
      ],
      ...(inline?.paths ?? []),
    ],
  };
}

function partnerSourceOf({ region, partnerEventSource }: EventBridgeInput): Translated {
  const path = ['input', 'destination', 'eventBridge'];
  return {
    target: { type: 'EVENTBRIDGE_PARTNER', destination: { region, ...partnerEventSource } },
    paths: [
      [['type'], path],
      [['destination'], path],
      [
        ['destination', 'account'],
        [...path, 'partnerEventSource', 'account'],
      ],
      [
        ['destination', 'name'],
        [...path, 'partnerEventSource', 'name'],
      ],
    ],
  };
}
