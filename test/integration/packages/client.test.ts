// @herald/client as it is published, in an empty folder, against Herald.
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve } from '../../../packages/client/test/loopback-api.ts';
import { publishingApi } from '../../../packages/client/test/publishing-api.ts';
import { accepted } from '../../support/builders/accepted-event.ts';
import { storeEvents } from '../../support/emulator/events.ts';
import { herald } from '../../support/emulator/herald.ts';
import { eventOf, Licensor } from '../../support/emulator/licensor.ts';
import { arrivalOf, webhookUrl } from '../../support/emulator/receiver.ts';
import { allItems } from '../../support/emulator/tables.ts';
import { codeOf } from '../../support/packages/page-code.ts';
import { type Project, projectWith } from '../../support/packages/project.ts';
import { unreliableProxy } from '../../support/packages/unreliable-proxy.ts';

let project: Project;
let licensor: Licensor;
beforeAll(async () => {
  project = await projectWith('client');
  licensor = await Licensor.onboard();
}, 60_000);
afterAll(() => project.remove());

const asPartner = () => ({
  url: herald.outputs.apiUrl,
  licensor: licensor.name,
  accessKey: licensor.partnerKey,
  NODE_EXTRA_CA_CERTS: herald.run.caFile,
});
/** Two days ago: a pull shows no events of the last minute. */
const since = Date.now() - 48 * 3_600_000;

const kinds = ['refuse', 'kill before', 'kill after'] as const;
/** One request in `every` has a fault, of each kind in turn. */
const faultsIn = (every: number) => (n: number) =>
  n % every === 3 ? kinds[Math.floor(n / every) % kinds.length] : undefined;

/** Runs the example of the package, which reads events from a file. @returns its reports, in order */
async function published(count: number, url: string): Promise<{ eventId: string; status: string }[]> {
  const { data, ...event } = eventOf();
  const events = Array.from({ length: count }, (_, n) => ({
    ...event,
    data: { ...data, alid: `listing-${n}` },
  }));
  writeFileSync(join(project.folder, 'events.jsonl'), events.map(one => JSON.stringify(one)).join('\n'));
  copyFileSync('packages/client/example/publish.mjs', join(project.folder, 'publish.mjs'));
  const env = { API: url, LICENSOR: licensor.name, PLATFORM_TOKEN: licensor.platformKey };
  const output = await project.command(process.execPath, ['publish.mjs', 'events.jsonl'], env);
  return output
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}

test('a publisher of 1,000 events survives 429 and killed connections: Herald stores each once', async () => {
  const proxy = await unreliableProxy(herald.outputs.apiUrl, faultsIn(10));
  const reports = await published(1_000, proxy.url);
  const items = (await allItems(herald.outputs.EventsTable)).flatMap(({ eventKey }) =>
    typeof eventKey === 'string' && eventKey.startsWith(`${licensor.name}#`) ? [eventKey] : [],
  );

  expect(new Set(reports.map(({ status }) => status))).toEqual(new Set(['ACCEPTED']));
  expect(items).toHaveLength(1_000);
  expect(new Set(items)).toEqual(new Set(reports.map(({ eventId }) => `${licensor.name}#${eventId}`)));
  expect([...proxy.faults.keys()]).toEqual(
    expect.arrayContaining(['refuse', 'kill before', 'kill after', undefined]),
  );
});

// Through Herald on the emulator this takes 13 seconds.
test('a publisher of 10,000 events survives them too, with a server that keeps the rules of ids', async () => {
  const api = publishingApi((n, before) => {
    const fault = before < 3 ? faultsIn(40)(n) : undefined;
    if (fault === 'refuse') return response => void response.writeHead(429, { 'retry-after': '0' }).end();
    return fault && (fault === 'kill before' ? 'before' : 'after');
  });
  const { url } = await serve(api.reply);
  const reports = await published(10_000, url);

  expect(new Set(reports.map(({ status }) => status))).toEqual(new Set(['ACCEPTED']));
  expect(new Set(reports.map(({ eventId }) => eventId))).toEqual(new Set(api.stored.keys()));
  expect(reports.map(({ eventId }) => JSON.parse(api.stored.get(eventId) ?? '{}').alid)).toEqual(
    Array.from({ length: 10_000 }, (_, n) => `listing-${n}`),
  );
});

test('a partner registers a target, lists it and reads an error, from CommonJS with OAuth', async () => {
  const { tokenUrl, client } = licensor.caller;
  const output = await project.run(
    'partner.cjs',
    `const { createHerald, HeraldError } = require('@herald/client');
     const { url, licensor, tokenUrl, clientId, clientSecret } = process.env;
     const herald = createHerald({ url, licensor, oauth: { tokenUrl, clientId, clientSecret } });
     const targets = '/{licensor}/notifications/targets';
     (async () => {
       const body = { type: 'WEBHOOK', destination: 'https://example.com/hook', auth: { type: 'hmac' } };
       const { data: created } = await herald.POST(targets, { body });
       const listed = [];
       for await (const { targetId } of herald.targets({ limit: 1 })) listed.push(targetId);
       const path = { targetId: created.targetId };
       await herald.DELETE(\`\${targets}/{targetId}\`, { params: { path } });
       const gone = await herald.GET(\`\${targets}/{targetId}\`, { params: { path } }).catch(error => error);
       console.log(JSON.stringify({
         isListed: listed.includes(created.targetId),
         isError: gone instanceof HeraldError,
         code: gone.code,
         status: gone.status,
         hasRequestId: typeof gone.requestId === 'string',
       }));
     })();`,
    {
      ...asPartner(),
      tokenUrl,
      clientId: client.clientId,
      clientSecret: client.clientSecret,
    },
  );

  expect(JSON.parse(output)).toEqual({
    isListed: true,
    isError: true,
    code: 'NOT_FOUND',
    status: 404,
    hasRequestId: true,
  });
});

test('a partner follows its events, and goes on with the stored cursor after a restart', async () => {
  const events = Array.from({ length: 7 }, (_, n) => ({
    ...accepted({
      ...eventOf(),
      eventId: `pulled-${n}`,
      acceptedAt: new Date(since + n * 60_000).toISOString(),
    }),
    licensor: licensor.name,
  }));
  for (const event of events) await storeEvents(event);
  const follow = (query: object, count: number) =>
    project.run(
      'follow.mjs',
      `import { createHerald } from '@herald/client';
       const { url, accessKey, licensor } = process.env;
       const herald = createHerald({ url, accessKey, licensor });
       const ids = [];
       let cursor;
       for await (const { event, after } of herald.events(${JSON.stringify({ ...query, limit: 2 })})) {
         ids.push(event.eventId);
         cursor = after;
         if (ids.length === ${count}) break;
       }
       console.log(JSON.stringify({ ids, cursor }));`,
      asPartner(),
    );
  const first = JSON.parse(await follow({ since: new Date(since).toISOString() }, 4));
  const second = JSON.parse(await follow({ after: first.cursor }, 3));

  expect([...first.ids, ...second.ids]).toEqual(events.map(({ eventId }) => eventId));
});

test('the guide for TypeScript does what it says', async () => {
  const own = await Licensor.onboard();
  await storeEvents({
    ...accepted({ ...eventOf(), acceptedAt: new Date(since).toISOString() }),
    licensor: own.name,
  });
  const program = `
    const webhook = ${JSON.stringify(webhookUrl(own.path('guide')))};
    const load = async (): Promise<string | undefined> => undefined;
    const save = async (after: string | undefined) => console.log('saved', after !== undefined);
    const handle = async ({ eventId }: { eventId: string }) => {
      console.log('handled', eventId);
      process.emit('SIGTERM');
    };
    ${codeOf('docs/clients/typescript.md')}
    console.log('failed', failed.length, 'refused', refused.length);`;
  const env = {
    API: herald.outputs.apiUrl,
    LICENSOR: own.name,
    TOKEN: own.partnerKey,
    PLATFORM_TOKEN: own.platformKey,
    NODE_EXTRA_CA_CERTS: herald.run.caFile,
  };
  const output = await project.run('guide.mts', program, env);

  expect(output.split('\n')).toEqual([
    '404 NOT_FOUND there is no target "unknown"',
    expect.stringMatching(/^\w+ ACTIVE$/),
    'handled event-1',
    'saved true',
    'failed 0 refused 0',
    '',
  ]);
  expect(await arrivalOf(own.path('guide'), 'offer-4711-7')).toBeDefined();
});
