// The rules that every topic must keep, a platform's own topics included.
import { readdirSync } from 'node:fs';
import { CloudEvent } from 'cloudevents';
import { expect, test } from 'vitest';
import { topics } from '../../../../core/catalog/catalog.ts';
import type { Topic } from '../../../../core/catalog/topic.ts';
import { viewOfTopic } from '../../../../core/catalog/topic-view.ts';
import { topicVersionSchema } from '../../../../core/model/event/topic-version.ts';

const folder = new URL('../../../../core/catalog/', import.meta.url);
const isTopic = (value: unknown): value is Topic =>
  typeof value === 'object' && value !== null && 'render' in value && 'eventTypes' in value;

test('catalog.ts lists every topic that a file of core/catalog defines', async () => {
  const files = readdirSync(folder).filter(file => file.endsWith('.ts') && file !== 'catalog.ts');
  const missing: string[] = [];
  for (const file of files) {
    const exported: Record<string, unknown> = await import(new URL(file, folder).href);
    for (const [name, value] of Object.entries(exported)) {
      if (isTopic(value) && !topics.includes(value)) {
        missing.push(`add ${name} of core/catalog/${file} to \`topics\` in core/catalog/catalog.ts`);
      }
    }
  }

  expect(missing).toEqual([]);
  expect(files.length).toBeGreaterThan(topics.length);
});

test('a topic has 1 to 10 event types, so that a change of a subscription fits into one transaction', () => {
  expect(topics.filter(({ eventTypes }) => Object.keys(eventTypes).length > 10)).toEqual([]);
  expect(topics.filter(({ eventTypes }) => Object.keys(eventTypes).length === 0)).toEqual([]);
});

test('names of topics and of event types are unique', () => {
  const eventTypes = topics.flatMap(topic => Object.keys(topic.eventTypes));

  expect(new Set(eventTypes).size).toBe(eventTypes.length);
  expect(new Set(topics.map(({ name }) => name)).size).toBe(topics.length);
});

test.each(topics)('the source and the event types of $name are valid in a CloudEvent', topic => {
  for (const type of Object.keys(topic.eventTypes)) {
    expect(new CloudEvent({ id: 'event-1', type, source: topic.source }).validate()).toBe(true);
  }
});

test('no source begins with "aws.", which EventBridge reserves', () => {
  expect(topics.filter(({ source }) => /^aws\./i.test(source))).toEqual([]);
});

test('names contain only letters, digits and "_"', () => {
  const names = topics.flatMap(topic => [topic.name, ...Object.keys(topic.eventTypes)]);

  expect(names.filter(name => !/^[A-Za-z][A-Za-z0-9_]*$/.test(name))).toEqual([]);
});

test.each(topics)('the versions of $name are numbers, each once, the newest first', ({ versions }) => {
  const numbers = versions.map(({ version }) => Number(topicVersionSchema.parse(version)));

  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => b - a));
});

test("every filter field is a field of the topic's data", () => {
  for (const topic of topics) {
    expect(viewOfTopic(topic).inputSchema).toMatchObject({
      properties: Object.fromEntries(topic.filterFields.map(field => [field, expect.anything()])),
    });
  }
});
