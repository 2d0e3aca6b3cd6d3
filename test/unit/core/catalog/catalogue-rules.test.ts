// The rules that every topic must keep, a platform's own topics included.
import { readdirSync } from 'node:fs';
import { CloudEvent } from 'cloudevents';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { topics } from '../../../../core/catalog/catalog.ts';
import { problemsOfTopics } from '../../../../core/catalog/catalog-rules.ts';
import { defineTopic, type Topic } from '../../../../core/catalog/topic.ts';

const folder = new URL('../../../../core/catalog/', import.meta.url);
const isTopic = (value: unknown): value is Topic =>
  typeof value === 'object' && value !== null && 'render' in value && 'eventTypes' in value;

test('topics.ts lists every topic that a file of core/catalog defines', async () => {
  const files = readdirSync(folder).filter(
    file => file.endsWith('.ts') && !['catalog.ts', 'topics.ts'].includes(file),
  );
  const missing: string[] = [];
  for (const file of files) {
    const exported: Record<string, unknown> = await import(new URL(file, folder).href);
    for (const [name, value] of Object.entries(exported)) {
      if (isTopic(value) && !topics.includes(value)) {
        missing.push(`add ${name} of core/catalog/${file} to \`topics\` in core/catalog/topics.ts`);
      }
    }
  }

  expect(missing).toEqual([]);
  expect(files.length).toBeGreaterThan(topics.length);
});

test('the topics of this repository keep the rules', () => {
  expect(problemsOfTopics(topics)).toEqual([]);
});

test.each(topics)('the source and the event types of $name are valid in a CloudEvent', topic => {
  for (const type of Object.keys(topic.eventTypes)) {
    expect(new CloudEvent({ id: 'event-1', type, source: topic.source }).validate()).toBe(true);
  }
});

test.each(topics)('the versions of $name are listed with the newest first', ({ versions }) => {
  const numbers = versions.map(({ version }) => Number(version));

  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
});

const data = z.strictObject({ id: z.string(), count: z.number().optional() });
const eventType = { description: 'When it happens', examples: [{ id: 'one' }] as const };
const definition = {
  name: 'Good',
  description: 'A topic without a fault',
  source: 'example.good',
  eventTypes: { GoodHappened: eventType },
  data,
  entity: ({ id }: { id: string }) => id,
  filterFields: ['id'] as const,
  content: () => z.object({ id: z.string() }),
  payload: ({ id }: { id: string }) => ({ id }),
};
const good = defineTopic(definition);
const elevenTypes = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`Type${n}`, eventType]));

test('a topic without a fault has no problems', () => {
  expect(problemsOfTopics([good])).toEqual([]);
});

test.each<[string, Topic[], string[]]>([
  [
    'two topics of one name',
    [good, defineTopic({ ...definition, eventTypes: { Other: eventType } })],
    ['two topics are named Good'],
  ],
  [
    'two event types of one name',
    [good, defineTopic({ ...definition, name: 'Other' })],
    ['two event types are named GoodHappened'],
  ],
  [
    'no event type',
    [defineTopic({ ...definition, eventTypes: {} })],
    ['Good: it must have 1 to 10 event types, but has 0'],
  ],
  [
    'eleven event types',
    [defineTopic({ ...definition, eventTypes: elevenTypes })],
    ['Good: it must have 1 to 10 event types, but has 11'],
  ],
  [
    'a space in a name',
    [defineTopic({ ...definition, name: 'Very good' })],
    ['Very good: the name "Very good" may have letters, digits and "_" only'],
  ],
  [
    'a hyphen in an event type',
    [defineTopic({ ...definition, eventTypes: { 'Good-Happened': eventType } })],
    ['Good: the name "Good-Happened" may have letters, digits and "_" only'],
  ],
  [
    'a source that EventBridge reserves',
    [defineTopic({ ...definition, source: 'AWS.good' })],
    ['Good: the source "AWS.good" must be a URI reference that does not begin with "aws."'],
  ],
  [
    'a source with a space',
    [defineTopic({ ...definition, source: 'a good one' })],
    ['Good: the source "a good one" must be a URI reference that does not begin with "aws."'],
  ],
  [
    'an empty source',
    [defineTopic({ ...definition, source: '' })],
    ['Good: the source "" must be a URI reference that does not begin with "aws."'],
  ],
  [
    'a version that is not a number',
    [defineTopic({ ...definition, version: 'v1' })],
    ['Good: "v1" is not a version: expected a number like 1'],
  ],
  [
    'an unknown filter field',
    [{ ...good, filterFields: ['studio'] }],
    ['Good: the filter field "studio" is not a field of its data'],
  ],
])('%s is a problem', (_, list, problems) => {
  expect(problemsOfTopics(list)).toEqual(problems);
});

/** The problems of the topic with parts as JavaScript may give them. */
const problemsWith = (parts: object): string[] =>
  problemsOfTopics([defineTopic(Object.assign({ ...definition }, parts))]);
const examplesOf = (examples: unknown) => ({ eventTypes: { GoodHappened: { ...eventType, examples } } });

test.each([
  ['has a field of another type', [{ id: 7 }], 'data.id: expected string, got number'],
  ['lacks a field', [{}], 'data.id: required, expected string'],
  ['has an unknown field', [{ id: 'one', size: 1 }], 'data: unknown field "size"'],
  [
    'is the second one',
    [{ id: 'one' }, { id: 'two', count: 'x' }],
    'data.count: expected number, got string',
  ],
])('an example that %s is a problem, and its field is named', (_, examples, problem) => {
  expect(problemsWith(examplesOf(examples))).toEqual([
    `Good: an example of GoodHappened does not fit: ${problem}`,
  ]);
});

test.each([[[]], [undefined]])('examples that are %j are a problem', examples => {
  expect(problemsWith(examplesOf(examples))).toEqual([
    'Good: GoodHappened needs at least one example of its data (examples)',
  ]);
});

test.each([
  [
    'an entity that is missing',
    { entity: () => undefined },
    'entity must return text, but returned undefined',
  ],
  ['an entity that is empty', { entity: () => '' }, 'entity must return text, but returned '],
  ['a time that is none', { time: () => 'now' }, 'time must return a timestamp, but returned now'],
  [
    'a filter field that is a number',
    { filterFields: ['count'], ...examplesOf([{ id: 'one', count: 1 }]) },
    'the filter field "count" must be text',
  ],
  [
    'a payload that throws',
    {
      payload: () => {
        throw new Error('no carrier');
      },
    },
    'no carrier',
  ],
  [
    'a payload that its schema refuses',
    { content: () => z.object({ id: z.string().max(2) }) },
    'what arrives (version 1, native) is not what its schema says: id: expected at most 2 characters',
  ],
  [
    'an earlier version that its schema refuses',
    {
      version: '2',
      earlier: {
        1: { content: () => z.object({ number: z.number() }), downgrade: () => ({ number: 'one' }) },
      },
    },
    'what arrives (version 1, native) is not what its schema says: number: expected number, got string',
  ],
])('%s is a problem', (_, parts, problem) => {
  expect(problemsWith(parts)).toContain(`Good: an example of GoodHappened does not fit: ${problem}`);
});
