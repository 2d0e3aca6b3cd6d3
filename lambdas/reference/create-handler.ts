// The reference function: serves the OpenAPI document and a page that shows it, to anyone.
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { createLog, startInvocation } from '../../core/runtime/telemetry/log.ts';
import { type FileName, files } from './contract.ts';
import type { operations } from './operations.ts';
import { page, pageHeaders } from './page.ts';

type RouteKey = keyof typeof operations;

/** @param read reads a file beside the handler, as text */
export function createHandler(read: (name: FileName) => Promise<string>) {
  const log = createLog('reference');
  const file = async (name: FileName) => ({
    headers: { 'content-type': files[name] },
    body: await read(name),
  });
  const routes: Record<RouteKey, () => Promise<{ headers: Record<string, string>; body: string }>> = {
    'GET /openapi.json': async () => {
      const { headers, body } = await file('openapi.json');
      // Tools in a browser may read it from any origin. It is the same for everyone.
      return { headers: { ...headers, 'access-control-allow-origin': '*' }, body };
    },
    'GET /reference': async () => ({ headers: pageHeaders, body: page }),
    'GET /reference/redoc.js': () => file('redoc.standalone.js'),
  };
  const isRoute = (key: string): key is RouteKey => Object.hasOwn(routes, key);

  return async (event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
    startInvocation(log, context);
    const routeKey = `${event.httpMethod} ${event.resource}`;
    if (!isRoute(routeKey)) throw new Error(`no route for ${routeKey}`);
    const { headers, body } = await routes[routeKey]();
    log.info('request handled', { route: routeKey, status: 200 });
    return {
      statusCode: 200,
      headers: { 'cache-control': 'public, max-age=3600', 'x-content-type-options': 'nosniff', ...headers },
      body,
    };
  };
}
