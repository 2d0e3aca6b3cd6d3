// Checks the documents about topics against the catalogue: the example of a new topic works, and the tables
// list the fields of each topic.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod';
import { requireTopic } from '../../../core/catalog/catalog.ts';
import type { Topic } from '../../../core/catalog/topic.ts';
import { viewOfTopic } from '../../../core/catalog/topic-view.ts';
import { documentedSamples } from '../../support/builders/documented-payload.ts';
import { contentOf, repository } from './repository-files.ts';

const page = contentOf('docs/adding-a-topic.md');
const folder = mkdtempSync(join(tmpdir(), 'herald-topic-'));
afterAll(() => rmSync(folder, { recursive: true }));

const blocksOf = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, code = '']) => code,
  );

/** The topic that the page defines. @param more code of optional parts to add */
async function topicOfThePage(more = ''): Promise<Topic> {
  const [code = ''] = blocksOf('ts');
  const file = join(folder, `title-status-${more.length}.ts`);
  const fromCatalog = (path: string) => pathToFileURL(join(repository, 'core', 'catalog', path)).href;
  const whole = code
    .replace(/'(\.\.?\/.+\.ts)'/g, (_, path: string) => `'${fromCatalog(path)}'`)
    .replace("'zod'", `'${import.meta.resolve('zod')}'`);
  writeFileSync(file, whole.replace(/\}\);\n$/, `${more}});\n`));
  const { titleStatus } = (await import(pathToFileURL(file).href)) as { titleStatus: Topic };
  return titleStatus;
}

const acceptance = {
  eventId: 'event-1',
  eventType: 'TitleUpdated',
  acceptedAt: '2026-01-01T00:00:00.000Z',
  account: '111111111111',
  region: 'eu-west-1',
};

test('the topic of the page renders the payload that the page shows', async () => {
  const topic = await topicOfThePage();

  const result = topic.render({ titleId: 'title-1', revision: 7, studio: 'north' }, acceptance);

  expect(result).toMatchObject({
    rendered: {
      payload:
        '{"titleId":"title-1","revision":7,"eventType":"TitleUpdated",' +
        '"eventTimestamp":"2026-01-01T00:00:00.000Z"}',
      fields: { titleId: 'title-1', studio: 'north' },
      entity: 'title-1',
    },
  });
});

test('the envelope of the page has a slot for the content and one for the subscription', async () => {
  const topic = await topicOfThePage(blocksOf('ts')[1]);

  const result = topic.render({ titleId: 'title-1', revision: 7 }, acceptance);

  expect(result).toMatchObject({
    rendered: {
      envelope: {
        isEventBridges: false,
        parts: [
          '{"id":"event-1","kind":"TitleUpdated","subscriptionId":',
          { slot: 'subscriptionId' },
          ',"at":"2026-01-01T00:00:00.000Z","title":',
          { slot: 'content' },
          '}',
        ],
      },
    },
  });
});

test.each([
  ['alone', ''],
  ['in its envelope', blocksOf('ts')[1]],
])('the example of the page arrives as the schemas of the page say, %s', async (_, more) => {
  const ajv = new Ajv2020();
  addFormats.default(ajv);
  const [eventType] = viewOfTopic(await topicOfThePage(more)).eventTypes;
  const [{ native, cloudevents, eventbridge } = {}] = eventType?.versions ?? [];

  for (const arriving of [native, cloudevents, eventbridge]) {
    const accepts = ajv.compile(arriving?.jsonSchema ?? false);
    expect(arriving?.examples.map(example => accepts(example))).toEqual([true]);
  }
});

test('the new version of the page arrives as its schemas say, and so does the earlier one', async () => {
  const ajv = new Ajv2020();
  addFormats.default(ajv);
  const [eventType] = viewOfTopic(await topicOfThePage(blocksOf('ts')[2])).eventTypes;
  const common = {
    titleId: 'title-1',
    eventType: 'TitleUpdated',
    eventTimestamp: '2026-01-01T00:00:00Z',
  };

  expect(eventType?.versions.map(({ version, native }) => [version, native.examples])).toEqual([
    ['2', [{ ...common, edition: 'r7' }]],
    ['1', [{ ...common, revision: 7 }]],
  ]);
  for (const { native } of eventType?.versions ?? [])
    expect(native.examples.map(example => ajv.validate(native.jsonSchema, example))).toEqual([true]);
});

test("core/catalog/topics.ts has the lines that the page's diff keeps", () => {
  const lines = (blocksOf('diff')[0] ?? '').split('\n').slice(1);
  const before = lines.filter(line => /^[ -]./.test(line)).map(line => line.slice(1));
  const list = contentOf('core/catalog/topics.ts').split('\n');

  expect(before.length).toBeGreaterThan(2);
  expect(before.filter(line => !list.includes(line))).toEqual([]);
});

const schemaOf = z.object({
  properties: z.record(z.string(), z.unknown()),
  required: z.array(z.string()).default([]),
});

test.each(Object.keys(documentedSamples))('docs/publishing.md lists the fields of %s', name => {
  const row = contentOf('docs/publishing.md')
    .split('\n')
    .find(line => line.startsWith('|') && line.split('|')[1]?.includes(`\`${name}\``));
  const [, , required = [], optional = []] = (row ?? '')
    .split('|')
    .map(cell => [...cell.matchAll(/`(\w+)`/g)].map(([, field = '']) => field));
  const { properties, required: needed } = schemaOf.parse(viewOfTopic(requireTopic(name)).inputSchema);

  expect(required.sort()).toEqual(needed.toSorted());
  expect([...required, ...optional].sort()).toEqual(Object.keys(properties).sort());
});
