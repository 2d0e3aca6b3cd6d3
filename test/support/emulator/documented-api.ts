// Herald's API for tests: every answer must be one that docs/openapi.json allows.

import { allOperations, routeKeysOf } from '../../../lib/api/operations.ts';
import { type ApiAnswer, HeraldApi } from '../../../local/client/herald-api.ts';
import { requireDocumented } from '../handlers/documented-answer.ts';

const routes = routeKeysOf(allOperations).map(routeKey => {
  const [method = '', path = ''] = routeKey.split(' ');
  return { routeKey, method, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) };
});

/** @returns the route that API Gateway chooses: a fixed part of a path goes before a parameter */
const routeOf = (method: string, path: string) =>
  routes
    .filter(route => route.method === method && route.pattern.test(path))
    .sort((a, b) => a.routeKey.split('{').length - b.routeKey.split('{').length)[0];

export class DocumentedApi extends HeraldApi {
  override async call(...[method, path, ...more]: Parameters<HeraldApi['call']>): Promise<ApiAnswer> {
    const answer = await super.call(method, path, ...more);
    const [resource = ''] = path.split('?');
    const route = routeOf(method, `/licensor/notifications${resource}`);
    // API Gateway answers a path without a route.
    if (route) requireDocumented(route.routeKey, answer.status, answer.body);
    return answer;
  }
}
