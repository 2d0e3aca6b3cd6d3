// The licensors, with those of their targets that are not healthy.
import pMap from 'p-map';
import type * as z from 'zod';
import type { LicensorRecord } from '../../core/model/api/licensor.ts';
import { listedTargets, type SurveyedLicensor } from '../../core/model/api/operator-view.ts';
import { allItemsOf } from '../../core/model/api/page.ts';
import { healthViewOf } from '../../core/model/target/health-view.ts';
import { statusOf } from '../../core/model/target/target-status.ts';
import { type pageQuerySchema, readPage } from '../../core/runtime/http/paging.ts';
import { createHealthStore } from '../../core/store/deliveries/target-health.ts';
import { listedLicensors } from '../../core/store/registry/licensor-directory.ts';
import { createLicensors } from '../../core/store/registry/licensors.ts';
import { createTargets } from '../../core/store/registry/targets.ts';
import type { Clients, Environment } from './create-handler.ts';

type Page = { licensors: SurveyedLicensor[]; nextToken?: string };

/** How many licensors are read at once. */
const concurrency = 10;
const listing = { licensor: '', name: 'licensors', tokenField: ['nextToken'] };

export function createLicensorPages(env: Environment, { db }: Pick<Clients, 'db'>) {
  const licensors = createLicensors(db, env.REGISTRY_TABLE);
  const targets = createTargets(db, env.REGISTRY_TABLE);
  const health = createHealthStore(db, env.DELIVERIES_TABLE);

  async function unhealthyTargetsOf({ licensor, suspension }: LicensorRecord) {
    const [own, healths] = await Promise.all([
      allItemsOf(page => targets.list(licensor, page)),
      health.list(licensor),
    ]);
    return own.flatMap(target => {
      const { targetId, type } = target;
      const known = healths.get(targetId);
      const status = statusOf(target, known, suspension);
      const view = healthViewOf({ status, health: known, isSlow: false, counts: undefined });
      if (view.state === 'HEALTHY') return [];
      return [{ targetId, type, health: view }];
    });
  }

  async function survey(name: string): Promise<SurveyedLicensor[]> {
    const record = await licensors.get(name);
    // The platform has removed it in the meantime.
    if (!record) return [];
    const { licensor, createdAt, targetCount, suspension } = record;
    const unhealthy = targetCount === 0 ? [] : await unhealthyTargetsOf(record);
    return [
      {
        licensor,
        createdAt,
        ...(suspension && { suspension: { since: suspension.since, reason: suspension.reason } }),
        targets: targetCount,
        unhealthy: unhealthy.length,
        unhealthyTargets: unhealthy.slice(0, listedTargets),
      },
    ];
  }

  return async (query: z.output<typeof pageQuerySchema>): Promise<Page> => {
    const page = await readPage(listing, query, one => listedLicensors(db, env.REGISTRY_TABLE, one));
    const found = (await pMap(page.items, survey, { concurrency })).flat();
    return { licensors: found, ...(page.nextToken !== undefined && { nextToken: page.nextToken }) };
  };
}
