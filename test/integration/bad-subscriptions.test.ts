import { beforeAll, describe, it } from 'vitest';
import { Licensor } from '../support/emulator/licensor.ts';
import { badRequest, expectRefusalWithoutTrace } from '../support/emulator/refusal.ts';

let licensor: Licensor;
let targetId: string;
let subscriptionId: string;
beforeAll(async () => {
  licensor = await Licensor.onboard();
  targetId = await licensor.registerWebhook('hook');
  subscriptionId = await licensor.subscribe({ LiveStatusUpdated: [targetId] });
});

const subscription = (fields: object) => ({
  topic: 'OfferStatus',
  eventTargetMapping: { LiveStatusUpdated: [targetId] },
  ...fields,
});
const mapped = (eventTargetMapping: unknown) => subscription({ eventTargetMapping });
const manyIds = Array.from({ length: 41 }, (_, index) => `target-${index}`);

const refused: [what: string, body: () => object, says: string][] = [
  ['no topic', () => subscription({ topic: undefined }), 'topic: required'],
  ['a topic that is a number', () => subscription({ topic: 5 }), 'topic: expected string, got number'],
  [
    'an unknown topic',
    () => subscription({ topic: 'Weather' }),
    'topic: unknown topic "Weather", expected one of OfferStatus, AssetStatus',
  ],
  ['an unknown field', () => subscription({ filters: {} }), 'body: unknown field "filters"'],
  ['no mapping', () => mapped(undefined), 'eventTargetMapping: required'],
  ['a mapping that is a list', () => mapped([]), 'eventTargetMapping: expected object, got array'],
  ['an empty mapping', () => mapped({}), 'eventTargetMapping: expected 1 to 10 event types, got 0'],
  [
    'an unknown event type',
    () => mapped({ Sunrise: [targetId] }),
    'eventTargetMapping: "Sunrise" is not an event type of OfferStatus, expected one of LiveStatusUpdated',
  ],
  [
    "another topic's event type",
    () => mapped({ AssetStatusUpdated: [targetId] }),
    '"AssetStatusUpdated" is not an event type of OfferStatus',
  ],
  [
    'a property name that every object has',
    () => mapped({ toString: [targetId] }),
    '"toString" is not an event type of OfferStatus',
  ],
  [
    'no target for an event type',
    () => mapped({ LiveStatusUpdated: [] }),
    'eventTargetMapping.LiveStatusUpdated: expected at least 1',
  ],
  [
    'a target that is not in a list',
    () => mapped({ LiveStatusUpdated: targetId }),
    'eventTargetMapping.LiveStatusUpdated: expected array, got string',
  ],
  [
    'a target id that is a number',
    () => mapped({ LiveStatusUpdated: [5] }),
    'eventTargetMapping.LiveStatusUpdated.0: expected string',
  ],
  [
    '41 targets',
    () => mapped({ LiveStatusUpdated: manyIds }),
    'eventTargetMapping.LiveStatusUpdated: expected at most 40',
  ],
  [
    'an unknown target',
    () => mapped({ LiveStatusUpdated: ['unknown'] }),
    'eventTargetMapping: there is no target "unknown"',
  ],
  [
    'one unknown target among known ones',
    () => mapped({ LiveStatusUpdated: [targetId, 'unknown'] }),
    'there is no target "unknown"',
  ],
];

describe('a subscription is refused, and nothing is stored, with', () => {
  it.each(refused)('%s, when created and when updated', async (_, body, says) => {
    for (const [method, path] of [
      ['POST', '/subscriptions'],
      ['PUT', `/subscriptions/${subscriptionId}`],
    ] as const) {
      await expectRefusalWithoutTrace(
        licensor,
        () => licensor.partner.call(method, path, body()),
        badRequest(says),
      );
    }
  });
});
