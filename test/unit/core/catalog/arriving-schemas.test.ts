// What arrives validates against the schemas of `GET /topics`, by a validator that does not know Herald; and
// what differs from it does not.
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { topics } from '../../../../core/catalog/catalog.ts';
import { targetHealthEvent } from '../../../../core/catalog/target-health.ts';
import { viewOfTopic } from '../../../../core/catalog/topic-view.ts';
import { bodyOf } from '../../../../core/model/event/notification.ts';
import {
  deliveryCompleted,
  refundRequested,
  returnCompleted,
} from '../../../../local/tour/orders-and-tracking.ts';
import { accepted } from '../../../support/builders/accepted-event.ts';
import {
  documentedPayload,
  documentedSamples,
  documentedTrackingPayload,
} from '../../../support/builders/documented-payload.ts';
import { installation, licensor } from '../../../support/builders/records.ts';
import { personChanged } from '../../../support/builders/versioned-topic.ts';

const ajv = new Ajv2020({ strict: true, allErrors: true });
addFormats.default(ajv);

const errorsOf = (schema: object, value: unknown): unknown[] => {
  const accepts = ajv.compile(schema);
  return accepts(value) ? [] : (accepts.errors ?? []);
};

const formats = ['native', 'cloudevents', 'eventbridge'] as const;
const views = [...topics, personChanged].map(viewOfTopic);
const published = views.flatMap(({ topic, eventTypes }) =>
  eventTypes.flatMap(({ eventType, versions }) =>
    versions.flatMap(version =>
      formats.map(format => ({ topic, eventType, version: version.version, format, ...version[format] })),
    ),
  ),
);
/** The published schema of the newest version. */
function schemaOf(eventType: string, format: (typeof formats)[number] = 'native'): object {
  const found = published.find(one => one.eventType === eventType && one.format === format);
  if (!found) throw new Error(`no schema of ${eventType}`);
  return found.jsonSchema;
}

/** The same schema, but without room for fields that it does not name. */
const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed(part)]));
  return 'properties' in schema ? { ...parts, additionalProperties: false } : parts;
};

type Path = (string | number)[];
/** The paths of all values in a JSON value. */
const pathsIn = (value: unknown, path: Path = []): Path[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, part]) => [[...path, key], ...pathsIn(part, [...path, key])])
    : [];
const changed = (
  value: unknown,
  [key = '', ...rest]: Path,
  change: (parent: object, key: string) => void,
) => {
  const copy: unknown = structuredClone(value);
  let parent = copy as Record<string, object>;
  const path = [key, ...rest];
  for (const part of path.slice(0, -1)) parent = parent[part] as Record<string, object>;
  change(parent, String(path.at(-1)));
  return copy;
};
/** The paths of the fields that a schema requires, in objects within objects. */
const requiredIn = (schema: object, path: Path = []): Path[] => {
  const { required = [], properties = {} } = schema as {
    required?: string[];
    properties?: Record<string, object>;
  };
  return [
    ...required.map(name => [...path, name]),
    ...required.flatMap(name => requiredIn(properties[name] ?? {}, [...path, name])),
  ];
};
const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce((part, key) => (part as Record<string, unknown>)[key], value);

describe.each(published)(
  '$topic $eventType, version $version, $format',
  ({ jsonSchema: schema, examples }) => {
    test('each example validates, and has no field that the schema does not name', () => {
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        expect(errorsOf(schema, example)).toEqual([]);
        expect(errorsOf(closed(schema) as object, example)).toEqual([]);
      }
    });

    test('a value of another type does not validate, wherever it is', () => {
      for (const example of examples) {
        const wrong = pathsIn(example).filter(path => {
          const other = typeof valueAt(example, path) === 'boolean' ? 'text' : true;
          const mutated = changed(example, path, (parent, key) => Object.assign(parent, { [key]: other }));
          return errorsOf(schema, mutated).length === 0;
        });
        expect(wrong).toEqual([]);
      }
    });

    test('a notification without a required field does not validate', () => {
      const [example] = examples;
      const required = requiredIn(schema);
      const accepted = required.filter(
        path => errorsOf(schema, changed(example, path, Reflect.deleteProperty)).length === 0,
      );

      expect(required.filter(path => path.length === 1)).not.toEqual([]);
      expect(accepted).toEqual([]);
    });

    test('a new field validates, because it may be added without a new version', () => {
      expect(errorsOf(schema, { ...(examples[0] as object), newField: 1 })).toEqual([]);
    });
  },
);

test.each(views)('no part of the schemas of $topic is empty', view => {
  const empty = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    (('properties' in value &&
      Object.values(value.properties as object).some(
        part => !('type' in part || 'anyOf' in part || 'const' in part),
      )) ||
      Object.values(value).some(empty));

  expect(empty(view)).toBe(false);
});

test.each([
  ['text 1', 'LiveStatusUpdated', documentedPayload],
  ['text 4', 'TrackingDetail', documentedTrackingPayload],
])('the payload that %s prints validates', (_, eventType, payload) => {
  expect(errorsOf(schemaOf(eventType), JSON.parse(payload))).toEqual([]);
});

test.each([refundRequested, deliveryCompleted, returnCompleted])(
  'texts 2 and 3: $eventType of the tour validates, delivered and pulled',
  sent => {
    const event = accepted(sent);
    const sentTo = (subscriptionId: string | undefined) =>
      JSON.parse(bodyOf(event, { subscriptionId, format: undefined }, 'WEBHOOK'));

    expect(errorsOf(schemaOf(sent.eventType), sentTo('subscription-1'))).toEqual([]);
    expect(errorsOf(schemaOf(sent.eventType), sentTo(undefined))).toEqual([]);
  },
);

const samples = Object.entries(documentedSamples).flatMap(([topic, data]) =>
  Object.keys(topics.find(({ name }) => name === topic)?.eventTypes ?? {}).map(eventType => ({
    topic,
    eventType,
    data,
  })),
);
test.each(samples)(
  'the documented data of $eventType validates in every format and on every target',
  sent => {
    const event = accepted(sent);
    const body = (
      format: 'cloudevents' | undefined,
      type: 'SQS' | 'SNS' | 'EVENTBRIDGE' | 'EVENTBRIDGE_PARTNER',
    ) => JSON.parse(bodyOf(event, { subscriptionId: 'subscription-1', format }, type));

    expect(errorsOf(schemaOf(sent.eventType), body(undefined, 'SQS'))).toEqual([]);
    expect(errorsOf(schemaOf(sent.eventType), body(undefined, 'SNS'))).toEqual([]);
    expect(errorsOf(schemaOf(sent.eventType, 'eventbridge'), body(undefined, 'EVENTBRIDGE'))).toEqual([]);
    expect(errorsOf(schemaOf(sent.eventType, 'eventbridge'), body(undefined, 'EVENTBRIDGE_PARTNER'))).toEqual(
      [],
    );
    expect(errorsOf(schemaOf(sent.eventType, 'cloudevents'), body('cloudevents', 'EVENTBRIDGE'))).toEqual([]);
  },
);

test.each([
  ['TargetDisabled', 'answered 410'],
  ['TargetRecovered', undefined],
] as const)('the event that Herald publishes as %s validates', (eventType, reason) => {
  const since = '2026-01-01T00:00:00.000Z';
  const change = { licensor, targetId: 't', targetType: 'SQS', eventType, reason, since, healthVersion: 2 };
  const event = targetHealthEvent(change, Date.parse(since), installation);
  const body = bodyOf(event, { subscriptionId: 's', format: undefined }, 'WEBHOOK');

  expect(errorsOf(schemaOf(eventType), JSON.parse(body))).toEqual([]);
});
