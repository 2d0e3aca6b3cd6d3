// The client: the operations of docs/openapi.json, and on top of them paging, publishing and retries.
import createClient from 'openapi-fetch';
import { accessKeyAuthorization, type OAuthOptions, oauthAuthorization } from './authorization.ts';
import {
  type EventPage,
  type EventQuery,
  type FollowedEvent,
  type FollowOptions,
  followEvents,
  followPages,
} from './event-cursor.ts';
import { fieldOf, notAnApi, textIn } from './herald-error.ts';
import { type CallOptions, createLists, type Lists } from './lists.ts';
import type { Call, KeyedPath, ListPath } from './paths.ts';
import { type PublishableEvent, type PublishOptions, type PublishReport, publishAll } from './publish.ts';
import type { paths } from './schema.generated.ts';
import {
  createSender,
  defaultRetry,
  type RetryOptions,
  type SenderOptions,
  type Surroundings,
  wait,
} from './sender.ts';

export type HeraldOptions = {
  /** The API's address, which ends in `/v1` */
  readonly url: string;
  /** The licensor of calls that name none */
  readonly licensor?: string;
  readonly retry?: RetryOptions;
  readonly timeoutMs?: SenderOptions['timeoutMs'];
  readonly onRetry?: SenderOptions['onRetry'];
  /** In place of the global `fetch`: for proxies, agents and tests */
  readonly fetch?: SenderOptions['fetch'];
} & ({ readonly accessKey: string } | { readonly oauth: OAuthOptions });

type Calls = {
  readonly GET: Call<'get'>;
  readonly PUT: Call<'put'>;
  readonly POST: Call<'post'>;
  readonly DELETE: Call<'delete'>;
};

export type Herald = Calls &
  Lists & {
    /** Publishes events. @returns a report for each, in their order; see `publishing` for many */
    readonly publish: (
      events: Iterable<PublishableEvent> | AsyncIterable<PublishableEvent>,
      options?: PublishOptions,
    ) => Promise<PublishReport[]>;
    /** As `publish`, with the reports as they come, and without keeping more than a few calls in memory. */
    readonly publishing: (
      events: Iterable<PublishableEvent> | AsyncIterable<PublishableEvent>,
      options?: PublishOptions,
    ) => AsyncGenerator<PublishReport, void, undefined>;
    /** Follows the licensor's events without an end, and loses none: see `FollowedEvent`. */
    readonly events: (
      query?: EventQuery,
      options?: FollowOptions,
    ) => AsyncGenerator<FollowedEvent, void, undefined>;
    /** As `events`, page by page. Store `after` of a page when you have handled its events. */
    readonly eventPages: (
      query?: EventQuery,
      options?: FollowOptions,
    ) => AsyncGenerator<EventPage, void, undefined>;
  };

/** POST paths that create one resource per `Idempotency-Key`. */
const keyed: Record<KeyedPath, true> = {
  '/{licensor}/notifications/targets': true,
  '/{licensor}/notifications/auth-profiles': true,
  '/{licensor}/notifications/subscriptions': true,
  '/{licensor}/notifications/replays': true,
};
const eventsPath = '/{licensor}/notifications/events';

/**
 * Makes a client of a Herald installation (docs/clients/typescript.md). It sends nothing yet.
 * @throws TypeError if an address is no URL, or would send the credential without encryption
 */
export const createHerald = (options: HeraldOptions): Herald =>
  heraldIn(options, { now: Date.now, random: Math.random, wait });

/** As `createHerald`, with another clock and other chances. For tests. */
export function heraldIn(options: HeraldOptions, surroundings: Surroundings): Herald {
  requireSafe('url', options.url);
  if ('oauth' in options) requireSafe('oauth.tokenUrl', options.oauth.tokenUrl);
  const base = options.url.replace(/\/$/, '');
  const send = createSender(options, surroundings);
  const authorization =
    'oauth' in options
      ? oauthAuthorization(options.oauth, send, surroundings)
      : accessKeyAuthorization(options.accessKey);
  const api = createClient<paths>({
    baseUrl: base,
    fetch: request => send(request, { isRepeatable: isRepeatable(request), authorization }),
  });
  api.use({
    onRequest({ request, schemaPath }) {
      if (request.method === 'POST' && schemaPath in keyed && !request.headers.has(keyHeader))
        request.headers.set(keyHeader, crypto.randomUUID());
    },
  });

  function licensorOf(given: string | undefined): string {
    const licensor = given ?? options.licensor;
    if (licensor === undefined) throw new TypeError('licensor: give one to the call or to createHerald');
    return licensor;
  }

  // biome-ignore lint/nursery/noUnsafeTypeAssertion: the paths are those of the document, which `Calls` names
  const untyped = api as unknown as Record<keyof Calls, UntypedCall>;
  const method =
    (name: keyof Calls) =>
    async (path: string, init: UntypedInit = {}) => {
      const given = init.params?.path;
      const licensor = path.includes('{licensor}') && { licensor: licensorOf(given?.licensor) };
      return untyped[name](path, { ...init, params: { ...init.params, path: { ...given, ...licensor } } });
    };
  const methods = { GET: method('GET'), PUT: method('PUT'), POST: method('POST'), DELETE: method('DELETE') };
  // biome-ignore lint/nursery/noUnsafeTypeAssertion: `send` throws unless the answer is 2xx, so `data` is there
  const calls = methods as Calls;
  const { GET } = calls;

  const post = async (body: string, { licensor, signal }: CallOptions) => {
    // Each event has an id, so the API stores it once however often it is sent.
    const request = new Request(`${base}/${encodeURIComponent(licensorOf(licensor))}/notifications/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      ...(signal && { signal }),
    });
    const response = await send(request, { isRepeatable: true, authorization });
    return fieldOf(await response.json().catch(() => undefined), 'results');
  };
  const publishing: Herald['publishing'] = (events, publishOptions = {}) =>
    publishAll(events, publishOptions, { post, retry: { ...defaultRetry, ...options.retry }, surroundings });
  const readPage = async (path: ListPath, query: object, { licensor, signal }: CallOptions) =>
    (await GET(path, { params: { path: { licensor }, query }, signal })).data;
  const readEvents = async (query: EventQuery, { licensor, signal }: CallOptions) => {
    const { data } = await GET(eventsPath, { params: { path: { licensor }, query }, signal });
    if (!Array.isArray(fieldOf(data, 'events')) || textIn(data, 'after') === undefined)
      throw notAnApi(200, 'no page of events');
    return data;
  };
  const eventPages: Herald['eventPages'] = (query = {}, followOptions = {}) =>
    followPages(readEvents, query, followOptions, surroundings);

  return {
    ...calls,
    ...createLists(readPage),
    publishing,
    publish: async (events, publishOptions) => {
      const reports: PublishReport[] = [];
      for await (const report of publishing(events, publishOptions)) reports.push(report);
      return reports;
    },
    eventPages,
    events: (query, followOptions) => followEvents(eventPages(query, followOptions), query?.after),
  };
}

type UntypedInit = { params?: { path?: { licensor?: string } } };
type UntypedCall = (path: string, init: UntypedInit) => Promise<unknown>;

const keyHeader = 'idempotency-key';

/** A repeated PUT or DELETE leaves the same state. A POST does with a key, which names what it creates. */
const isRepeatable = ({ method, headers }: Request): boolean => method !== 'POST' || headers.has(keyHeader);

function requireSafe(name: string, address: string): void {
  // In a browser the address may be relative to the page.
  const { protocol, hostname } = new URL(address, textIn(fieldOf(globalThis, 'location'), 'href'));
  const isLoopback = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  if (protocol !== 'https:' && !isLoopback)
    throw new TypeError(`${name}: expected an https address, because requests have a credential`);
}
