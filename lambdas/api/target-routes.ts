// `/targets`: reference text 1, "Target Management".
import { parseInput } from '../../core/model/api/parse.ts';
import type { ShownOnce } from '../../core/model/api/shown-once.ts';
import {
  configOf,
  type Target,
  targetInputSchema,
  targetUpdateSchema,
} from '../../core/model/target/target.ts';
import { viewOfTarget } from '../../core/model/target/target-view.ts';
import { createOnce } from '../../core/registration/creation.ts';
import type { TargetHealths } from '../../core/registration/target-healths.ts';
import type { CreatedTarget } from '../../core/registration/target-kinds.ts';
import { configOfInput, type TargetRegistration } from '../../core/registration/target-registration.ts';
import type { TargetStatuses } from '../../core/registration/target-statuses.ts';
import { findResource } from '../../core/runtime/http/find-resource.ts';
import type { RoutesOf } from '../../core/runtime/http/http-api.ts';
import { readPage } from '../../core/runtime/http/paging.ts';
import type { Targets } from '../../core/store/registry/targets.ts';
import { requireCredentialRights } from './credential-rights.ts';
import type { operations } from './operations.ts';
import { parseTargetQuery } from './target-query.ts';
import { etagOf, requireMatch } from './versions.ts';
import type { Warnings } from './warnings.ts';

type TargetRoutes = Omit<
  RoutesOf<Pick<typeof operations, Extract<keyof typeof operations, `${string}/targets${string}`>>>,
  `${string}/test`
>;

/** @param clock milliseconds since the epoch */
export function targetRoutes(
  targets: Targets,
  { statuses, healths }: { statuses: Pick<TargetStatuses, 'of' | 'ofTargets'>; healths: TargetHealths },
  registration: TargetRegistration,
  warnings: Warnings,
  clock: () => number,
): TargetRoutes {
  const find = (licensor: string, id: string | undefined): Promise<Target> =>
    findResource('target', id, known => targets.get(licensor, known));

  const show = async <Status extends 200 | 201>(
    target: Target,
    status: Status,
    shownOnce: ShownOnce = {},
  ) => ({
    status,
    body: { ...viewOfTarget(target, await statuses.of(target), clock()), ...shownOnce },
    headers: etagOf(target.version),
  });

  const showWithHealth = async (target: Target) => {
    const [{ body, ...answer }, healthOf] = await Promise.all([
      show(target, 200),
      healths.of(target.licensor, [target]),
    ]);
    return { ...answer, body: { ...body, health: healthOf(target) } };
  };

  return {
    'POST /{licensor}/notifications/targets': async request => {
      const sent = parseInput(targetInputSchema, request.json(), 'body');
      const input = await registration.complete(request.licensor, sent);
      requireCredentialRights(request.caller, input);
      const {
        target,
        hmacSecret,
        warnings: made,
      } = await createOnce<CreatedTarget>(request, configOfInput(input), {
        route: 'targets',
        create: id => registration.register(request.licensor, id, input, request.by),
        find: async id => {
          const target = await targets.get(request.licensor, id);
          return target && { target };
        },
        configOf: created => configOf(created.target),
      });
      return show(target, 201, { hmacSecret, ...(await warnings.ofTarget(sent, made)) });
    },

    'GET /{licensor}/notifications/targets': async ({ licensor, query }) => {
      const asked = parseTargetQuery(query);
      if ('targetId' in asked) return showWithHealth(await find(licensor, asked.targetId));
      const listing = { licensor, name: 'targets', tokenField: ['nextToken'] };
      const { items, nextToken } = await readPage(listing, asked, page => targets.list(licensor, page));
      const [statusOf, healthOf] = await Promise.all([
        statuses.ofTargets(licensor),
        healths.of(licensor, items),
      ]);
      const views = items.map(target => ({
        ...viewOfTarget(target, statusOf(target), clock()),
        health: healthOf(target),
      }));
      return { status: 200, body: { targets: views, nextToken } };
    },

    'GET /{licensor}/notifications/targets/{targetId}': async ({ licensor, path }) =>
      showWithHealth(await find(licensor, path['targetId'])),

    'PUT /{licensor}/notifications/targets/{targetId}': async request => {
      const sent = parseInput(targetUpdateSchema, request.json(), 'body');
      const input = await registration.completeUpdate(request.licensor, sent);
      const before = await find(request.licensor, request.path['targetId']);
      requireMatch(request, before.version);
      requireCredentialRights(request.caller, input, before);
      const { target, warnings: made } = await registration.change(before, input, sent.status, request.by);
      return show(target, 200, await warnings.ofTarget(sent, made));
    },

    'DELETE /{licensor}/notifications/targets/{targetId}': async request => {
      const target = await find(request.licensor, request.path['targetId']);
      requireMatch(request, target.version);
      await registration.remove(target, request.by);
      return { status: 204 };
    },

    'DELETE /{licensor}/notifications/targets/{targetId}/previous-secret': async request => {
      const target = await find(request.licensor, request.path['targetId']);
      requireMatch(request, target.version);
      await registration.endRotation(target, request.by);
      return { status: 204 };
    },
  };
}
