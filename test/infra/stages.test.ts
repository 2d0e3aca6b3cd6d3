// The stages differ only in what lib/settings.ts says.
import { expect, test } from 'vitest';
import { documentedSchedule } from '../../core/delivery/contract.ts';
import { settingsFor } from '../../lib/settings.ts';
import { functionsOf } from '../support/template/functions.ts';
import { stackOf, type TemplateJson, templateOf, templateOfStage } from '../support/template/template.ts';

const stages = ['local', 'dev', 'prod'] as const;

/** A template without the name of its stage and without hashes. */
function normalised(template: TemplateJson, stage: string): unknown {
  const text = JSON.stringify(template)
    .replaceAll(stage, '«stage»')
    .replaceAll(/[0-9a-f]{64}\.(zip|json)/g, '«asset»')
    .replaceAll(/(?<=\w)[0-9A-F]{8}(?:[0-9a-f]{32})?/g, '');
  return JSON.parse(text);
}

/** The paths of the leaves in which two JSON values differ. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap(key => differences(a[key], b[key], `${path}/${key}`));
  }
  return a === b ? [] : [path];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

test('local and dev have the same resources, and differ only in the values of some settings', () => {
  // partner-event-sources.test.ts, operations.test.ts, callers.test.ts and console.test.ts test what these
  // settings change.
  const settings = {
    partnerEventSource: undefined,
    isEmulated: false,
    issuer: 'none',
    console: false,
  } as const;
  const local = templateOf(stackOf('local', undefined, settings));
  const dev = templateOf(stackOf('dev', undefined, { console: false }));
  const paths = differences(normalised(local, 'local'), normalised(dev, 'dev'));

  const allowed = [
    /\/Properties\/RetentionInDays$/,
    /\/Variables\/(?:RETRY_SCHEDULE|PATIENCE_MS|WAITING_REQUESTS_IN_ALL)$/,
    /\/Properties\/AuthorizerResultTtlInSeconds$/,
  ];
  expect(paths.filter(path => !allowed.some(pattern => pattern.test(path)))).toEqual([]);
  expect(paths.length).toBeGreaterThan(0);
});

test('dev and prod have the same resources, except for web ACL, canaries and second instances of prod', () => {
  const { schedulers, auditors } = settingsFor('dev');
  const prod = templateOf(stackOf('prod', undefined, { schedulers, auditors }));
  const only = /^ApiWebAcl|^ApiBlockedRequests|^OperationsRequestsBlocked|^Canary/;
  const kinds = (template: TemplateJson, isIncluded: (id: string) => boolean) =>
    Object.entries(template.Resources).flatMap(([id, { Type }]) => (isIncluded(id) ? [Type] : []));

  expect(kinds(prod, id => !only.test(id))).toEqual(kinds(templateOfStage('dev'), () => true));
  expect(kinds(prod, id => only.test(id)).length).toBeGreaterThan(2);
});

test.each(stages)('%s has no extra origin by default', stage => {
  for (const context of [
    undefined,
    {},
    { extraOrigins: undefined },
    { extraOrigins: '', cognitoEndpoint: '' },
  ]) {
    expect(settingsFor(stage, context)).toMatchObject({ extraOrigins: [] });
    expect(settingsFor(stage, context).cognitoEndpoint).toBeUndefined();
  }
});

test('the local stage accepts extra origins, and passes them to the functions that send requests', () => {
  const template = templateOf(
    stackOf('local', { extraOrigins: 'https://127.0.0.1:4567,https://127.0.0.1:4568' }),
  );
  const values = functionsOf(template).flatMap(({ environment }) =>
    'EXTRA_ORIGINS' in environment ? [environment['EXTRA_ORIGINS']] : [],
  );

  expect(values).toEqual(Array(3).fill('["https://127.0.0.1:4567","https://127.0.0.1:4568"]'));
});

test.each(
  ['dev', 'prod'].flatMap(stage => ['extraOrigins', 'cognitoEndpoint'].map(name => [stage, name] as const)),
)('%s refuses the context %s', (stage, name) => {
  expect(() => settingsFor(stage, { [name]: 'https://127.0.0.1:4567' })).toThrow(
    `${name}: allowed in the local stage only, not in ${stage}`,
  );
});

test.each(stages)('%s refuses a role that can be assumed without the right external id', stage => {
  expect(settingsFor(stage).unprovenTrust).toBe('refuse');
});

test.each([
  ['local', 'on'],
  ['dev', 'on'],
  ['prod', 'off'],
] as const)('GraphQL introspection in %s is %s', (stage, introspection) => {
  const [graphql] = functionsOf(templateOfStage(stage)).filter(({ name }) => name === 'graphql');

  expect(graphql?.environment['INTROSPECTION']).toBe(introspection);
});

test.each(['dev', 'prod'])('%s has the documented retry schedule', stage => {
  expect(settingsFor(stage, undefined).retrySchedule).toEqual([...documentedSchedule]);
});

test.each([undefined, ''])('a missing stage (%j) is an error that names the stages', stage => {
  expect(() => settingsFor(stage)).toThrow('missing -c stage=local|dev|prod');
});

test.each(['production', 'toString', 5])(
  'the unknown stage "%s" is an error that names the stages',
  stage => {
    expect(() => settingsFor(stage)).toThrow(`unknown stage "${stage}": expected -c stage=local|dev|prod`);
  },
);
