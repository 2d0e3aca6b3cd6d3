// The saved queries and the Contributor Insights rules use fields that the log lines have, and no log line
// contains a body, a query string or a credential.
import { expect, test, vi } from 'vitest';
import { slowAfterMs } from '../../core/model/target/slowness.ts';
import { savedQueries } from '../../lib/operations/log-insights.ts';
import { everyLogLine } from '../support/simulation/every-log-line.ts';
import { loadWorld } from '../support/simulation/fault-world.ts';
import { resourcesOf, templateOfStage } from '../support/template/template.ts';

vi.mock('node:https', () => import('../support/simulation/simulated-partner.ts'));
vi.mock('node:timers/promises', async () => ({
  setTimeout: (await import('../support/simulation/virtual-time.ts')).sleep,
}));

const world = await loadWorld(1, { POWERTOOLS_LOG_LEVEL: 'INFO' });
const { lines, text } = await everyLogLine(world);

const linesOf = (message: string) => lines.filter(line => line['message'] === message);
const { topTargetsBy, ...others } = savedQueries;
const queries = { ...topTargetsBy, ...others };
/** Keywords and functions of the query language, and the names that queries give to their results. */
const notFields = new Set([
  ...'fields filter sort stats limit by and or as desc asc count latest pct sum'.split(' '),
  ...'failures attempts lastClass lastSeen p99 seconds'.split(' '),
]);

test.each(Object.entries(queries))('the query %s uses fields that log lines have', (_name, query) => {
  const words = query
    .map(part => part.replaceAll(/'[^']*'/g, ''))
    .join(' ')
    .match(/@?[A-Za-z][\w.]*/g);
  const known = new Set(lines.flatMap(line => Object.keys(line)));
  const asked = [...new Set(words ?? [])].filter(word => !notFields.has(word) && !word.startsWith('@'));

  expect(asked.length).toBeGreaterThan(1);
  expect(asked.map(field => field.split('.')[0]).filter(field => !known.has(field ?? ''))).toEqual([]);
});

test('every message that a query filters by is written to the log', () => {
  const messages = Object.values(queries).flatMap(
    query => query.join(' ').match(/(?<=message = ')[^']+/g) ?? [],
  );
  const unwritten = messages.filter(message => linesOf(message).length === 0);
  expect(new Set(messages).size).toBeGreaterThan(3);
  expect(unwritten).toEqual([]);
});

test('the Contributor Insights rules use fields that every attempt has', () => {
  const bodies = resourcesOf(templateOfStage('prod'), 'AWS::CloudWatch::InsightRule').map(
    ([, { Properties }]) => JSON.stringify(Properties['RuleBody']),
  );
  const fields = new Set(bodies.flatMap(body => body.match(/(?<=\$\.)\w+/g) ?? []));
  expect([...fields].sort()).toEqual(['class', 'durationMs', 'licensor', 'message', 'targetId']);
  expect(bodies.join()).toContain(`GreaterThan\\":${slowAfterMs}`);
  for (const line of linesOf('delivery attempted'))
    expect(Object.keys(line)).toEqual(expect.arrayContaining([...fields]));
});

test('each delivery has a line of its own, and each event without one', () => {
  const delivered = new Set(linesOf('delivery attempted').map(line => line['eventId']));
  const unwanted = linesOf('no target subscribes to the event').map(line => line['eventId']);
  const dispatched = lines.filter(line => line['service'] === 'dispatcher' && 'eventId' in line);

  expect(delivered.size).toBeGreaterThan(90);
  expect(unwanted.length).toBeGreaterThan(0);
  expect(unwanted.filter(eventId => delivered.has(eventId))).toEqual([]);
  expect(dispatched).toHaveLength(unwanted.length);
});

test('no log line contains a body, a query string or a credential', () => {
  expect(linesOf('delivery attempted').length).toBeGreaterThan(100);
  expect(text).not.toMatch(/callbackUrl|"bearerToken"|Bearer |partner-listing-id/);
});
