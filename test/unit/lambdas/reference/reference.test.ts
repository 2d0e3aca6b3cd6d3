import { expect, test } from 'vitest';
import type { FileName } from '../../../../lambdas/reference/contract.ts';
import { createHandler } from '../../../../lambdas/reference/create-handler.ts';
import { operationsOf, routeKeysOf } from '../../../../lib/api/operations.ts';
import { apiEvent } from '../../../support/builders/api-event.ts';
import { contextOf } from '../../../support/builders/lambda-context.ts';

const handler = createHandler(async (name: FileName) => `the text of ${name}`);
const routeKeys = routeKeysOf(operationsOf.reference);

test.each(routeKeys)('%s is served to a caller without a token', async routeKey => {
  const { statusCode, body } = await handler(apiEvent(routeKey), contextOf());

  expect(statusCode).toBe(200);
  expect(body).not.toBe('');
});

test('the document can be read from any origin, as JSON', async () => {
  const { headers, body } = await handler(apiEvent('GET /openapi.json'), contextOf());

  expect(headers).toMatchObject({ 'content-type': 'application/json', 'access-control-allow-origin': '*' });
  expect(body).toBe('the text of openapi.json');
});

test('the page loads only what its policy allows: a script of this origin and the document', async () => {
  const { headers, body } = await handler(apiEvent('GET /reference'), contextOf());

  expect(headers?.['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  expect(headers?.['x-content-type-options']).toBe('nosniff');
  expect([...body.matchAll(/(?:src|href|spec-url)="([^"]*)"/g)].map(([, url]) => url)).toEqual([
    'openapi.json',
    'reference/redoc.js',
  ]);
  expect(body).not.toContain('<script>');
});
