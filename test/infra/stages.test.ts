// The stages are one template with other values; `settings.ts` says which.
import { expect, test } from 'vitest';
import { documentedSchedule } from '../../core/delivery/contract.ts';
import { settingsFor } from '../../lib/settings.ts';
import { functionsOf } from '../support/template/functions.ts';
import { stackOf, type TemplateJson, templateOf, templateOfStage } from '../support/template/template.ts';

const stages = ['local', 'dev', 'prod'] as const;

/** A template without what only names it: the stage in names and texts, and the hashes of ids and assets. */
function normalised(template: TemplateJson, stage: string): unknown {
  const text = JSON.stringify(template)
    .replaceAll(stage, '«stage»')
    .replaceAll(/[0-9a-f]{64}\.(zip|json)/g, '«asset»')
    .replaceAll(/[0-9A-F]{8}(?:[0-9a-f]{32})?/g, '');
  return JSON.parse(text);
}

/** Where two JSON values differ: paths of the leaves. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap(key =>
      differences((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `${path}/${key}`),
    );
  }
  return a === b ? [] : [path];
}

test('local and dev have the same resources and differ only in values that the settings name', () => {
  // See partner-event-sources.test.ts and operations.test.ts for what those settings change.
  const local = templateOf(stackOf('local', undefined, { partnerEventSource: undefined, isEmulated: false }));
  const paths = differences(normalised(local, 'local'), normalised(templateOfStage('dev'), 'dev'));

  const allowed = [
    /\/Properties\/RetentionInDays$/,
    /\/Variables\/(?:RETRY_SCHEDULE|PATIENCE_MS)$/,
    /\/Properties\/AuthorizerResultTtlInSeconds$/,
  ];
  expect(paths.filter(path => !allowed.some(pattern => pattern.test(path)))).toEqual([]);
  expect(paths.length).toBeGreaterThan(0);
});

test('dev and prod have the same resources, but for the web ACL that prod has before its API', () => {
  const kinds = (template: TemplateJson) => Object.values(template.Resources).map(({ Type }) => Type);
  const isWebAcl = (type: string) => type.startsWith('AWS::WAFv2::');
  const inProd = kinds(templateOfStage('prod'));

  expect(inProd.filter(type => !isWebAcl(type))).toEqual(kinds(templateOfStage('dev')));
  expect(inProd.filter(isWebAcl)).toEqual(['AWS::WAFv2::WebACL', 'AWS::WAFv2::WebACLAssociation']);
});

test.each(stages)('%s allows no extra origin by itself', stage => {
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

test('the local stage takes extra origins, and hands them to the functions that call them', () => {
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
)('%s refuses %s, which is for an emulator', (stage, name) => {
  expect(() => settingsFor(stage, { [name]: 'https://127.0.0.1:4567' })).toThrow(
    `${name}: for the local stage only, not for ${stage}`,
  );
});

test.each(stages)(
  '%s refuses roles that others could have Herald use too, unless the settings say otherwise',
  stage => {
    expect(settingsFor(stage).unprovenTrust).toBe('refuse');
  },
);

test.each([
  ['local', 'on'],
  ['dev', 'on'],
  ['prod', 'off'],
] as const)('the GraphQL schema of %s can be asked for: %s', (stage, introspection) => {
  const [graphql] = functionsOf(templateOfStage(stage)).filter(({ name }) => name === 'graphql');

  expect(graphql?.environment['INTROSPECTION']).toBe(introspection);
});

test.each(['dev', 'prod'])('%s retries on the documented schedule', stage => {
  expect(settingsFor(stage, undefined).retrySchedule).toEqual([...documentedSchedule]);
});

test.each([undefined, '', 'production', 'toString', 5])(
  '%s is no stage, and the message says which there are',
  stage => {
    expect(() => settingsFor(stage, undefined)).toThrow('local|dev|prod');
  },
);
