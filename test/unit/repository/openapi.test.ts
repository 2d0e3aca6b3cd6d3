// docs/openapi.json, the published contract of the REST API.
import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Document, Spectral } from '@stoplight/spectral-core';
import { Json } from '@stoplight/spectral-parsers';
import { oas } from '@stoplight/spectral-rulesets';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { openApiText } from '../../../contract/openapi-text.ts';
import { allOperations, routeKeysOf } from '../../../lib/api/operations.ts';

const file = new URL('../../../docs/openapi.json', import.meta.url);
const text = readFileSync(file, 'utf8');
const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))),
});
const { paths } = documentSchema.parse(JSON.parse(text));

test('the document is the one that `npm run openapi` writes', () => {
  expect(text === openApiText(), 'docs/openapi.json is old: run `npm run openapi`').toBe(true);
});

test('it has exactly the routes of the API, each with another operation id', () => {
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
  );
  const ids = Object.values(paths).flatMap(methods =>
    Object.values(methods).map(({ operationId }) => operationId),
  );

  expect(documented.sort()).toEqual(routeKeysOf(allOperations).sort());
  expect(new Set(ids).size).toBe(ids.length);
});

test('each body and each successful answer in JSON has an example', () => {
  const contentSchema = z.record(z.string(), z.looseObject({ example: z.unknown().optional() }));
  const operationSchema = z.looseObject({
    requestBody: z.looseObject({ content: contentSchema }).optional(),
    responses: z.record(z.string(), z.looseObject({ content: contentSchema.optional() })),
  });
  const missing = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const { requestBody, responses } = operationSchema.parse(operation);
      const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      const contents = [requestBody?.content, ...answers.map(([, { content }]) => content)];
      const lacking = contents.filter(content => {
        const json = content?.['application/json'];
        return json !== undefined && json.example === undefined;
      });
      return lacking.length > 0 ? [`${method.toUpperCase()} ${path}`] : [];
    }),
  );

  // It is the document itself.
  expect(missing).toEqual(['GET /openapi.json']);
});

const redocly = async (source: string) => {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source, absoluteRef: file.pathname, config });
  return problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`);
};

/** `off`: an address of the maintainers and of the licence's text are not needed; tags are in our order. */
const off = ['info-contact', 'license-url', 'openapi-tags-alphabetical'];

const spectral = async (source: string) => {
  const linter = new Spectral();
  linter.setRuleset({
    // Its type lacks `extends`.
    extends: [[{ extends: [], ...oas }, 'all']],
    rules: Object.fromEntries(off.map(rule => [rule, 'off'])),
  });
  const problems = await linter.run(new Document(source, Json, file.pathname));
  return problems.map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`);
};

test('redocly finds nothing', async () => {
  expect(await redocly(text)).toEqual([]);
});

test('spectral finds nothing', async () => {
  expect(await spectral(text)).toEqual([]);
});

test('both would find an example that its schema refuses', async () => {
  const broken = text.replace('"example": {', '"example": { "unknownField": true,');

  expect(broken).not.toBe(text);
  expect((await redocly(broken)).join()).toContain('unknownField');
  expect((await spectral(broken)).join()).toContain('unknownField');
});
