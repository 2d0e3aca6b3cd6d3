// `/targets`: reference text 1, "Target Management".
import * as z from 'zod';
import { HeraldError } from '../../core/model/api/herald-error.ts';
import { parseInput } from '../../core/model/api/parse.ts';
import {
  configOf,
  type Target,
  targetInputSchema,
  targetUpdateSchema,
  viewOfTarget,
} from '../../core/model/target/target.ts';
import { splitWebhookAuth } from '../../core/model/webhook-auth/webhook-auth.ts';
import type { CompleteInput, TargetRegistration } from '../../core/registration/target-registration.ts';
import type { ApiResponse, Route } from '../../core/runtime/http/http-api.ts';
import { isId } from '../../core/runtime/id.ts';
import type { Targets } from '../../core/store/registry/targets.ts';
import type { RouteKey } from './contract.ts';
import { createOnce } from './creation.ts';
import { pageQuery } from './query.ts';
import { changedMeanwhile, etagOf, requireMatch } from './versions.ts';

type TargetRouteKey = Exclude<Extract<RouteKey, `${string}/targets${string}`>, `${string}/test`>;

/** @param clock milliseconds since the epoch */
export function targetRoutes(
  targets: Targets,
  registration: TargetRegistration,
  clock: () => number,
): Record<TargetRouteKey, Route> {
  const find = async (licensor: string, targetId = ''): Promise<Target> => {
    const target = isId(targetId) ? await targets.get(licensor, targetId) : undefined;
    if (!target) throw new HeraldError('NOT_FOUND', `there is no target "${targetId}"`);
    return target;
  };

  const show = (target: Target, status = 200): ApiResponse => ({
    status,
    body: viewOfTarget(target, clock()),
    headers: etagOf(target.version),
  });

  return {
    'POST /{licensor}/notifications/targets': async request => {
      const sent = parseInput(targetInputSchema, request.json(), 'body');
      const input = await registration.complete(request.licensor, sent);
      const target = await createOnce(request, requestedConfig(input), {
        route: 'targets',
        create: id => registration.register(request.licensor, id, input),
        find: id => targets.get(request.licensor, id),
        configOf,
      });
      return show(target, 201);
    },

    'GET /{licensor}/notifications/targets': async ({ licensor, query }) => {
      const asked = parseListQuery(query);
      if ('targetId' in asked) return show(await find(licensor, asked.targetId));
      const { items, nextToken } = await targets.list(licensor, asked);
      return {
        status: 200,
        body: { targets: items.map(target => viewOfTarget(target, clock())), nextToken },
      };
    },

    'GET /{licensor}/notifications/targets/{targetId}': async ({ licensor, path }) =>
      show(await find(licensor, path['targetId'])),

    'PUT /{licensor}/notifications/targets/{targetId}': async request => {
      const { status, ...sent } = parseInput(targetUpdateSchema, request.json(), 'body');
      const input = await registration.complete(request.licensor, sent);
      const before = await find(request.licensor, request.path['targetId']);
      requireMatch(request, before.version);
      const refusal = changedMeanwhile(request, before.version);
      return show(await registration.change(before, input, status, refusal));
    },

    'DELETE /{licensor}/notifications/targets/{targetId}': async request => {
      const target = await find(request.licensor, request.path['targetId']);
      requireMatch(request, target.version);
      await registration.remove(target, changedMeanwhile(request, target.version));
      return { status: 204 };
    },

    'DELETE /{licensor}/notifications/targets/{targetId}/previous-secret': async request => {
      const target = await find(request.licensor, request.path['targetId']);
      requireMatch(request, target.version);
      await registration.endRotation(target, changedMeanwhile(request, target.version));
      return { status: 204 };
    },
  };
}

/** What `configOf` will say of the target that an input makes. */
function requestedConfig(input: CompleteInput) {
  if (input.type !== 'WEBHOOK' || input.auth.type === 'authProfile') return input;
  return { ...input, auth: splitWebhookAuth(input.auth).auth };
}

function parseListQuery(query: Readonly<Record<string, string | undefined>>) {
  const schema =
    'targetId' in query ? z.strictObject({ targetId: z.string().min(1) }) : z.strictObject(pageQuery);
  return parseInput(schema, query, 'query');
}
