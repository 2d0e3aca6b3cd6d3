// `GET /events`: a partner's own events, to catch up on missed ones (reference text 4, question 3: "In the
// event of an outage…").

import { chargePage } from '../../core/history/read-budget.ts';
import type { Event } from '../../core/model/event/event.ts';
import type { PulledEvent } from '../../core/model/event/pulled-event.ts';
import type { Subscription } from '../../core/model/subscription/subscription.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import { tokenOf } from '../../core/runtime/http/paging.ts';
import type { BudgetStore } from '../../core/store/deliveries/budgets.ts';
import type { EventReader } from '../../core/store/events/event-reader.ts';
import type { Subscriptions } from '../../core/store/registry/subscriptions.ts';
import type { operations } from './operations.ts';
import { readPage } from './page.ts';
import {
  framingFor,
  matchesQuery,
  matchesSubscription,
  parseEventQuery,
  parsePageQuery,
  startOf,
} from './query.ts';
import { viewOfEvent } from './view.ts';

/** A page ends after this time, far below the 29 s of API Gateway; the next request continues. */
const readForMs = 8000;

export type PullDeps = {
  events: EventReader;
  budget: BudgetStore;
  subscriptions: Pick<Subscriptions, 'get'>;
  /** Milliseconds since the epoch. */
  clock: () => number;
};

export function pullRoutes({ events, budget, subscriptions, clock }: PullDeps): RoutesOf<typeof operations> {
  const find = async (licensor: string, id: string | undefined): Promise<Subscription | undefined> =>
    id === undefined
      ? undefined
      : findResource('subscription', id, known => subscriptions.get(licensor, known));

  return {
    'GET /{licensor}/notifications/events': async ({ licensor, query }) => {
      const asked = parsePageQuery(query);
      const start = startOf(licensor, asked);
      const subscription = await find(licensor, asked.subscriptionId);
      const framing = framingFor(subscription);
      const show = (event: Event): PulledEvent | undefined => {
        const wanted = subscription ? matchesSubscription(subscription, event) : matchesQuery(asked, event);
        return wanted ? viewOfEvent(event, framing) : undefined;
      };
      const until = clock() + readForMs;
      const recent = asked.recent !== undefined;
      const request = { after: start, limit: asked.limit, recent, show, hasTime: () => clock() < until };
      const { units, after, ...page } = await chargePage(budget, licensor, clock, () =>
        readPage(events, licensor, request, clock()),
      );
      return { status: 200, body: { ...page, after: tokenOf([licensor], after) } };
    },

    'GET /{licensor}/notifications/events/{eventId}': async ({ licensor, path, query }) => {
      const { subscriptionId } = parseEventQuery(query);
      const event = await findResource('event', path['eventId'], id => events.get(licensor, id));
      return { status: 200, body: viewOfEvent(event, framingFor(await find(licensor, subscriptionId))) };
    },
  };
}
