// Herald as a construct in a stack of another app (lib/herald.ts).
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { afterAll, describe, expect, test } from 'vitest';
import { Herald, type HeraldProps } from '../../lib/herald.ts';
import { settingsOf, stageNames } from '../../lib/settings.ts';
import { localFolder } from '../../local/emulator/paths.ts';
import { resourcesOf, type TemplateJson, templateOf, templateOfStage } from '../support/template/template.ts';

// In the repository, so that the files find its packages.
mkdirSync(localFolder, { recursive: true });
const folder = mkdtempSync(join(localFolder, 'topics-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Without the context of this repository: an app may have none. */
function inAnotherApp(props: HeraldProps, context: Record<string, unknown> = {}) {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [], ...context } });
  const stack = new Stack(app, 'orders');
  return { stack, herald: new Herald(stack, 'Notifications', props) };
}

function topicsFile(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const definitions = (...names: string[]): string => `
  import * as z from 'zod';
  import { defineTopic } from '${join(import.meta.dirname, '../../core/catalog/topic.ts')}';
  const topic = (name, source = 'example.' + name) => defineTopic({
    name, source, description: name,
    eventTypes: { [name + 'Changed']: { description: 'On change', examples: [{ id: 'one' }] } },
    data: z.strictObject({ id: z.string() }),
    entity: ({ id }) => id,
    filterFields: ['id'],
    content: () => z.object({ id: z.string() }),
    payload: ({ id }) => ({ id }),
  });
  export const topics = [${names.join(', ')}];`;

describe('a stage of any name', () => {
  test('has the resources of prod, with its own name in theirs', () => {
    const template = templateOf(inAnotherApp({ stage: 'live' }).stack);
    const types = ({ Resources }: typeof template) =>
      Object.values(Resources)
        .map(({ Type }) => Type)
        .toSorted();

    expect(types(template)).toEqual(types(templateOfStage('prod')));
    expect(JSON.stringify(template)).not.toMatch(/herald-prod|Herald\/prod|HeraldNotifications-prod/);
  });

  test('is protected as prod is, except in its first deployment', () => {
    const protects = (context?: Record<string, unknown>) =>
      inAnotherApp({ stage: 'live' }, context).stack.terminationProtection;

    expect(protects()).toBe(true);
    expect(protects({ first: 'true' })).toBe(false);
  });

  test('can be like dev, and change single settings', () => {
    const settings = { like: 'dev', removalPolicy: RemovalPolicy.RETAIN, console: false } as const;
    const template = templateOf(inAnotherApp({ stage: 'staging', settings }).stack);

    expect(resourcesOf(template, 'AWS::WAFv2::WebACL')).toEqual([]);
    expect(resourcesOf(template, 'AWS::CloudFront::Distribution')).toEqual([]);
    expect(resourcesOf(template, 'AWS::DynamoDB::GlobalTable').length).toBeGreaterThan(0);
  });

  test('is like dev or prod if that is asked, also under the name of the other', () => {
    const tables = (props: HeraldProps) => templateOf(inAnotherApp(props).stack);
    const firewalls = (props: HeraldProps) => resourcesOf(tables(props), 'AWS::WAFv2::WebACL').length;

    expect(firewalls({ stage: 'dev', settings: { like: 'prod' } })).toBe(1);
    expect(firewalls({ stage: 'prod', settings: { like: 'dev' } })).toBe(0);
    expect(settingsOf('local', { like: 'prod' }).isEmulated).toBe(true);
  });

  test.each<[string, Record<string, unknown>]>([
    ['like: expected one of "dev", "prod"', { like: 'staging' }],
    ['unknown field "likee"', { likee: 'dev' }],
    ['unknown field "isEmulate"', { isEmulate: true }],
    ['profile: expected one of "full", "small"', { profile: 'tiny' }],
    ['profile: expected one of "full", "small"', { profile: undefined }],
    ['logLevel: expected one of "INFO", "WARN"', { logLevel: 'DEBUG' }],
    ['issuer: expected "none", "cognito" or {issuer, jwksUrl, audience}', { issuer: 'auth0' }],
    ['schedulers: expected one of 1, 2, 4, 8', { schedulers: 3 }],
    ['retrySchedule: expected at least 1 item', { retrySchedule: [] }],
    ['changesKeptFor: expected a Duration, e.g. Duration.days(30)', { changesKeptFor: 30 }],
    ['tiers.gold.rateLimit: expected more than 0', { tiers: { gold: { rateLimit: -1, burstLimit: 1 } } }],
    ['domain.certificateArn: required, expected string', { domain: { name: 'api.example.com' } }],
    ['console: expected false or {frameAncestors, domain, signIn}', { console: true }],
  ])('an app without TypeScript is told: %s', (message, settings) => {
    expect(() => settingsOf('live', settings)).toThrow(`settings: ${message}`);
  });

  test('the forms of a setting that has several are accepted', () => {
    const issuer = {
      issuer: 'https://id.example.com',
      jwksUrl: 'https://id.example.com/keys',
      audience: 'herald',
    };
    for (const signIn of [{ signIn: 'cognito' as const }, {}])
      expect(settingsOf('live', { issuer, console: { frameAncestors: [], ...signIn } }).issuer).toBe(issuer);
    expect(settingsOf('live', { console: false }).console).toBe(false);
  });

  test.each(stageNames)('the settings of the stage %s pass the check of settings', stage => {
    expect(settingsOf(stage).stage).toBe(stage);
  });

  test.each(['', 'Live', 'two words', 'a'.repeat(17), '1st', 'live_eu'])('"%s" is refused', stage => {
    expect(() => inAnotherApp({ stage })).toThrow(
      `the stage "${stage}" must be 1 to 16 lower-case letters, digits and hyphens, beginning with a letter`,
    );
  });

  test('an address of the emulator is refused', () => {
    expect(() => inAnotherApp({ stage: 'live' }, { consoleOrigin: 'http://127.0.0.1:4568' })).toThrow(
      'consoleOrigin: allowed in the local stage only, not in live',
    );
  });
});

test('the outputs have the names by which the commands of operators find them', () => {
  // The CDK adds an output with the address of each REST API.
  const named = ({ Outputs }: TemplateJson) =>
    Object.keys(Outputs)
      .filter(name => !name.includes('RestEndpoint'))
      .toSorted();
  const outputs = named(templateOf(inAnotherApp({ stage: 'live' }).stack));

  expect(outputs).toEqual(named(templateOfStage('prod')));
  expect(outputs).toContain('ApiUrl');
});

test('alarms, metrics, topics and addresses are properties', () => {
  const { stack, herald } = inAnotherApp({ stage: 'live' });
  new Topic(stack, 'Mine', { displayName: herald.page.topicArn });

  expect(herald.alarms.QuarantineNotEmpty?.alarmArn).toBeDefined();
  expect(herald.metrics.herald('EventsAccepted', 'publish').namespace).toBe('Herald/live');
  expect(stack.resolve(herald.apiUrl)).toBeDefined();
  expect(stack.resolve(herald.consoleUrl)).toBeDefined();
  Template.fromStack(stack).resourceCountIs('AWS::SNS::Topic', 3);
});

describe('events', () => {
  test('give patterns for rules on the bus that gets the news of targets', () => {
    const { stack, herald } = inAnotherApp({
      stage: 'live',
      settings: { healthEvents: { busArn: 'default' } },
    });
    new Rule(stack, 'Failing', { eventPattern: herald.events.pattern('TargetFailing', 'TargetDisabled') });
    const [, rule] =
      resourcesOf(templateOf(stack), 'AWS::Events::Rule').find(([id]) => id.startsWith('Failing')) ?? [];

    expect(rule?.Properties['EventPattern']).toEqual({
      source: ['herald'],
      'detail-type': ['TargetFailing', 'TargetDisabled'],
    });
    expect(herald.events.pattern().detailType).toContain('DeliveryExhausted');
  });

  test('without the setting, a pattern is an error: no event would ever match', () => {
    const { herald } = inAnotherApp({ stage: 'live' });

    expect(() => herald.events.pattern('TargetFailing')).toThrow('herald.events: set `healthEvents`');
  });
});

describe("the platform's topics", () => {
  test('are accepted if they keep the rules', () => {
    const topics = topicsFile('good.ts', definitions("topic('Parcel')", "topic('Invoice')"));

    expect(() => inAnotherApp({ stage: 'live', topics })).not.toThrow();
  });

  test.each([
    ['a missing file', () => join(folder, 'none.ts'), /^topics: there is no file .*none\.ts$/],
    [
      'no list',
      () => topicsFile('none-exported.ts', 'export const topic = 1;'),
      /none-exported\.ts:\n- it must export `topics`/,
    ],
    ['an empty list', () => topicsFile('empty.ts', definitions()), /it must export `topics`/],
    ['a folder', () => folder, /^topics: there is no file /],
    [
      'a module that throws',
      () => topicsFile('throws.ts', 'throw new Error("no region");'),
      /^topics: .*throws\.ts cannot be loaded: no region$/,
    ],
    ['a syntax error', () => topicsFile('syntax.ts', 'export const topics = ['), /syntax\.ts:1/],
    [
      'two topics of one name',
      () => topicsFile('twice.ts', definitions("topic('Parcel')", "topic('Parcel')")),
      /two topics are named Parcel/,
    ],
    [
      "a topic of Herald's own name",
      () => topicsFile('own.ts', definitions("topic('TargetHealth')")),
      /two topics are named TargetHealth/,
    ],
    [
      'a reserved source',
      () => topicsFile('aws.ts', definitions("topic('Parcel', 'aws.parcel')")),
      /Parcel: the source "aws\.parcel"/,
    ],
  ])('%s is refused', (_, file, message) => {
    expect(() => inAnotherApp({ stage: 'live', topics: file() })).toThrow(message);
  });
});
