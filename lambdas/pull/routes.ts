// `GET /events`: a partner's own events, for what it missed ("In the event of an outage…", reference text 4, question 3).
import type { Event } from '../domain/event.ts';
import { HeraldError } from '../domain/herald-error.ts';
import type { Subscription } from '../domain/subscription.ts';
import type { Route } from '../runtime/http-api.ts';
import { isId } from '../runtime/id.ts';
import type { EventReader } from '../store/event-reader.ts';
import { cursorOf } from '../store/position.ts';
import type { Subscriptions } from '../store/subscriptions.ts';
import type { RouteKey } from './contract.ts';
import { readPage } from './page.ts';
import { framingFor, isAskedFor, isWanted, parseEventQuery, parsePageQuery, startOf } from './query.ts';
import { type PulledEvent, viewOfEvent } from './view.ts';

/** API Gateway waits 29 s; what was read by then is answered, and the rest is for the next request. */
const readForMs = 8000;

export type PullDeps = {
  events: EventReader;
  subscriptions: Pick<Subscriptions, 'get'>;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

export function pullRoutes({ events, subscriptions, clock }: PullDeps): Record<RouteKey, Route> {
  const find = async (
    licensor: string,
    subscriptionId: string | undefined,
  ): Promise<Subscription | undefined> => {
    if (subscriptionId === undefined) return undefined;
    const subscription = isId(subscriptionId) ? await subscriptions.get(licensor, subscriptionId) : undefined;
    if (!subscription) throw new HeraldError('NOT_FOUND', `there is no subscription "${subscriptionId}"`);
    return subscription;
  };

  return {
    'GET /{licensor}/notifications/events': async ({ licensor, query }) => {
      const asked = parsePageQuery(query);
      const start = startOf(licensor, asked);
      const subscription = await find(licensor, asked.subscriptionId);
      const framing = framingFor(subscription);
      const show = (event: Event): PulledEvent | undefined => {
        const wanted = subscription ? isWanted(subscription, event) : isAskedFor(asked, event);
        return wanted ? viewOfEvent(event, framing) : undefined;
      };
      const until = clock() + readForMs;
      const request = { after: start, limit: asked.limit, show, hasTime: () => clock() < until };
      const page = await readPage(events, licensor, request, clock());
      return { status: 200, body: { ...page, after: cursorOf(licensor, page.after) } };
    },

    'GET /{licensor}/notifications/events/{eventId}': async ({ licensor, path, query }) => {
      const { subscriptionId } = parseEventQuery(query);
      const eventId = path['eventId'] ?? '';
      const event = isId(eventId) ? await events.get(licensor, eventId) : undefined;
      if (!event) throw new HeraldError('NOT_FOUND', `there is no event "${eventId}"`);
      return { status: 200, body: viewOfEvent(event, framingFor(await find(licensor, subscriptionId))) };
    },
  };
}
