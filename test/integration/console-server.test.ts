// The console server of `npm start`: the headers that CloudFront would send, and the API at the same origin.
import { expect, it } from 'vitest';
import { apiHeaders, pageHeaders } from '../../lib/console/response-headers.ts';
import { herald } from '../support/emulator/herald.ts';
import { Licensor } from '../support/emulator/licensor.ts';

const headersOf = (response: Response) => Object.fromEntries(response.headers);
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${herald.consoleOrigin}${path}`, { headers });

it.each(['/', '/targets/a.b', '/index.html'])('%s is the page, with all security headers', async path => {
  const response = await get(path);

  expect(response.status).toBe(200);
  expect(headersOf(response)).toMatchObject(pageHeaders({ frameAncestors: [] }));
  expect(await response.text()).toContain('<div id="root">');
});

it('config.json says where the API is', async () => {
  const response = await get('/config.json');

  expect(headersOf(response)).toMatchObject(pageHeaders({ frameAncestors: [] }));
  expect(await response.json()).toEqual({
    stage: 'local',
    apiPath: '/v1',
    exampleWebhook: `${herald.receiverUrl}/console`,
  });
});

it('an asset that is not there is no page', async () => {
  const response = await get('/assets/gone.js');

  expect(response.status).toBe(404);
  expect(await response.text()).not.toContain('<div');
});

it('calls of the API are forwarded with their Authorization', async () => {
  const { name, caller } = await Licensor.onboard();
  const path = `/v1/${name}/notifications/targets`;
  const answered = await get(path, { authorization: `Bearer ${caller.accessKey}` });

  expect([answered.status, await answered.json()]).toEqual([200, { targets: [] }]);
  expect(headersOf(answered)).toMatchObject(apiHeaders);
  const refused = await get(path);
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ error: { code: expect.any(String) } });
});
