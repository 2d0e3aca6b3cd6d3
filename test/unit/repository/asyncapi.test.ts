// docs/asyncapi.json, the published contract of what arrives.
import { readFileSync } from 'node:fs';
import { DiagnosticSeverity, Parser } from '@asyncapi/parser';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { asyncApiOf } from '../../../contract/asyncapi.ts';
import { asyncApiText } from '../../../contract/asyncapi-text.ts';
import { incompatibleChanges } from '../../../contract/incompatible-changes.ts';
import { messageAttributes, webhookHeaders } from '../../../contract/message-headers.ts';
import { topics } from '../../../core/catalog/catalog.ts';
import { defineTopic } from '../../../core/catalog/topic.ts';
import { personChanged } from '../../support/builders/versioned-topic.ts';
import { contentOf } from './repository-files.ts';

const text = readFileSync(new URL('../../../docs/asyncapi.json', import.meta.url), 'utf8');
const today = '2026-06-01';

const asyncApiSchema = z.object({
  components: z.object({
    messages: z.record(
      z.string(),
      z.object({
        payload: z.record(z.string(), z.unknown()),
        examples: z.array(z.object({ payload: z.unknown() })).min(1),
      }),
    ),
  }),
});

const errorsIn = async (source: string) => {
  const { document, diagnostics } = await new Parser().parse(source);
  const errors = diagnostics.filter(({ severity }) => severity <= DiagnosticSeverity.Warning);
  return { document, errors: errors.map(({ message, path }) => `${path.join('.')}: ${message}`) };
};

test('no published version has changed incompatibly: such a change needs a new version', () => {
  expect(incompatibleChanges(JSON.parse(text), JSON.parse(asyncApiText()), today)).toEqual([]);
});

test('the document is the one that `npm run asyncapi` writes', () => {
  expect(text === asyncApiText(), 'docs/asyncapi.json is old: run `npm run asyncapi`').toBe(true);
});

test('the parser of AsyncAPI finds neither an error nor a warning', async () => {
  const { document, errors } = await errorsIn(text);

  expect(errors).toEqual([]);
  expect(document?.version()).toBe('3.0.0');
  expect(
    document
      ?.channels()
      .all()
      .map(channel => channel.id()),
  ).toEqual(topics.map(({ name }) => name));
  const eventTypes = topics.flatMap(topic => Object.keys(topic.eventTypes));
  expect(document?.components().messages().all()).toHaveLength(3 * eventTypes.length);
});

test('it would find a message that is not there', async () => {
  const noMessage = text.replace('messages/LiveStatusUpdated.v1.native"', 'messages/Nothing"');

  expect((await errorsIn(noMessage)).errors.join()).toContain('Nothing');
});

test('every example of the document validates against the schema beside it (JSON Schema draft-07)', () => {
  const ajv = new Ajv();
  addFormats.default(ajv);
  const { messages } = asyncApiSchema.parse(JSON.parse(text)).components;
  const wrong = Object.entries(messages).filter(
    ([, { payload, examples }]) => !examples.every(example => ajv.validate(payload, example.payload)),
  );

  expect(wrong).toEqual([]);
});

test('both versions of a topic are there, and when the earlier one ends', async () => {
  const { document, errors } = await errorsIn(JSON.stringify(asyncApiOf([personChanged], '1.0.0')));
  const message = document?.components().messages().get('PersonChanged.v1.native');

  expect(errors).toEqual([]);
  expect(message?.extensions().get('x-deprecated')?.value()).toMatchObject({ until: '2026-12-31' });
  expect(document?.components().messages().has('PersonChanged.v2.cloudevents')).toBe(true);
});

test('every header that docs/receiving.md lists for all webhooks is documented, and every attribute', () => {
  const page = contentOf('docs/receiving.md');
  const table = page.slice(
    page.indexOf('| header | value |'),
    page.indexOf("Your target's authentication adds"),
  );
  const headers = [...table.matchAll(/^\| (`.+?`) \|/gm)].flatMap(
    ([, cell = '']) => cell.match(/[\w-]+/g) ?? [],
  );

  expect(headers.length).toBeGreaterThan(4);
  expect(headers.filter(name => !(name in webhookHeaders.properties))).toEqual([]);
  expect(Object.keys(messageAttributes.properties)).toEqual([
    'eventId',
    'eventType',
    'topic',
    'traceparent',
    'tracestate',
  ]);
});

const topicOf = <Content extends z.ZodObject>(content: Content, more: { version?: string } = {}) =>
  asyncApiOf(
    [
      defineTopic({
        name: 'Person',
        description: 'People',
        source: 'herald.person',
        eventTypes: { PersonChanged: { description: 'When', examples: [{}] } },
        data: z.object({}),
        entity: () => 'a',
        filterFields: [],
        content: () => content,
        payload: () => ({}) as z.input<Content>,
        ...more,
      }),
    ],
    '1.0.0',
  );
const before = z.object({
  name: z.string().describe('The name'),
  kind: z.enum(['A', 'B']),
  note: z.string().optional(),
  tags: z.array(z.object({ tag: z.string() })),
});
const changesTo = (content: z.ZodObject) =>
  incompatibleChanges(topicOf(before), topicOf(content), today).filter(line => line.includes('.native'));

test.each([
  ['the same', before],
  ['a new optional field', before.extend({ more: z.string().optional() })],
  ['a new required field', before.extend({ more: z.string() })],
  ['another description', before.extend({ name: z.string().describe('Another') })],
  ['an optional field that always comes now', before.extend({ note: z.string() })],
])('compatible: %s', (_, content) => {
  expect(changesTo(content)).toEqual([]);
});

test.each([
  ['a removed field', before.omit({ name: true }), 'PersonChanged.v1.native.name: no longer required'],
  ['a removed optional field', before.omit({ note: true }), 'PersonChanged.v1.native.note: removed'],
  ['a retyped field', before.extend({ name: z.int() }), 'PersonChanged.v1.native.name: another type'],
  [
    'a field that may be missing',
    before.partial({ name: true }),
    'PersonChanged.v1.native.name: no longer required',
  ],
  [
    'a field that may be null',
    before.extend({ name: z.string().nullable() }),
    'PersonChanged.v1.native.name: another type',
  ],
  ['a narrower enum', before.extend({ kind: z.enum(['A']) }), 'PersonChanged.v1.native.kind: another enum'],
  [
    'a wider enum',
    before.extend({ kind: z.enum(['A', 'B', 'C']) }),
    'PersonChanged.v1.native.kind: another enum',
  ],
  [
    'a change within a list',
    before.extend({ tags: z.array(z.object({ tag: z.int() })) }),
    'PersonChanged.v1.native.tags[].tag: another type',
  ],
])('needs a new version: %s', (_, content, change) => {
  expect(changesTo(content)).toContain(change);
});

test('a version may go after the day until which it was promised, and not before', () => {
  const published = asyncApiOf([personChanged], '1.0.0');
  const { 'PersonChanged.v1.native': _, ...messages } = published.components.messages;
  const now = { components: { messages } };

  expect(incompatibleChanges(published, now, '2026-12-31')).toEqual([
    'PersonChanged.v1.native: removed, and not after its deprecation',
  ]);
  expect(incompatibleChanges(published, now, '2027-01-01')).toEqual([]);
});
