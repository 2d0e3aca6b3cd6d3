// The audit at 10,000 events a second, and with 200,000 licensors. The processor time of an event is what
// `npm run bench:audit` measures, on the part of a processor that 512 MB get (docs/limits-and-scale.md).
import { expect, test } from 'vitest';
import { createMissingRows } from '../../core/store/deliveries/missing-rows.ts';
import { createStatisticsWriter } from '../../core/store/deliveries/statistics.ts';
import { createWatermarks } from '../../core/store/deliveries/watermark.ts';
import { createEventHeads } from '../../core/store/events/event-heads.ts';
import { allTimeShards, createPagesByTime } from '../../core/store/events/pages-by-time.ts';
import { cacheRoutes } from '../../core/store/registry/route-cache.ts';
import { createRoutes } from '../../core/store/registry/routes.ts';
import { audit } from '../../lambdas/audit/audit.ts';
import { recordingLog } from '../support/handlers/recording-log.ts';
import { recordingMetrics } from '../support/handlers/recording-metrics.ts';
import { type Costs, endlessEvents, type Traffic } from '../support/simulation/endless-events.ts';

const quarter = 15 * 60_000;
const start = Date.parse('2026-01-31T06:00:00.000Z');
/** What an event takes of a function with 512 MB: 0.061 ms of a whole processor. */
const eventMs = 0.061 * (1769 / 512);
/** A run begins steps for this long. */
const usableMs = 540_000;
const busy: Traffic = {
  pagesPerSecond: 400,
  eventsPerPage: 25,
  licensors: 500,
  from: start - 2 * quarter,
  to: Number.POSITIVE_INFINITY,
  oneIsMissingIn: 10_000,
};

/** @param shards the simulated ones; `costs.eventMs` includes what the auditor's other shards would take */
function simulate(traffic: Traffic, costs: Costs, shards: readonly number[]) {
  const world = endlessEvents(traffic, costs, start);
  const log = recordingLog();
  const deps = {
    pages: createPagesByTime(world.db, 'event-pages'),
    heads: createEventHeads(world.db, 'events'),
    routes: cacheRoutes(createRoutes(world.db, 'registry')),
    rows: createMissingRows(world.db, 'deliveries'),
    statistics: createStatisticsWriter(world.db, 'deliveries'),
    watermarks: createWatermarks(world.db, 'deliveries'),
    clock: world.clock,
    log,
    metrics: recordingMetrics(),
  };
  let due = start;
  return {
    world,
    errors: () => log.lines.filter(({ level }) => level === 'error'),
    /** The run of a quarter. @returns how many events it audited, and how far behind it was, in seconds */
    run: async (): Promise<{ events: number; behind: number }> => {
      world.goTo(due);
      due += quarter;
      const end = world.clock() + usableMs;
      await audit(shards, deps, () => world.clock() < end);
      const summary = log.lines.findLast(({ message }) => message === 'audit finished');
      const { events, behindMs } = (summary?.fields[0] ?? {}) as { events: number; behindMs: number };
      return { events, behind: behindMs / 1000 };
    },
  };
}

test('at 10,000 events a second, each of eight auditors ends each run with nothing left', async () => {
  // One of its two shards is simulated, at the cost of both.
  const { run, world, errors } = simulate(busy, { callMs: 5, eventMs: 2 * eventMs }, [0]);
  const events = (10_000 / 16) * 900;

  const runs = [await run(), await run()];

  expect(runs.map(({ behind }) => behind)).toEqual([0, 0]);
  for (const one of runs) expect(one.events).toBeCloseTo(events, -3);
  // Each missing row is created, once.
  expect(world.created()).toBeGreaterThan((2 * events) / 10_000 / 2);
  // A step is 500 events: eleven calls of 100 keys, and two.
  expect(world.largestAnswer()).toBeLessThan(100_000);
  expect(errors()).toEqual([]);
});

test('one auditor is too slow for that: it falls behind and says so, but every run gets on', async () => {
  // All sixteen shards share one processor.
  const { run, errors } = simulate(busy, { callMs: 5, eventMs: 16 * eventMs }, [0]);

  const runs = [await run(), await run(), await run()];

  // A run does what it has time for, and no step twice: the simulation refuses a watermark that goes back.
  for (const { events } of runs) expect(events).toBeGreaterThan(100_000);
  const behind = runs.map(one => one.behind);
  expect(behind).toEqual(behind.toSorted((a, b) => a - b));
  // The alarm AuditBehind goes off at 900 s.
  expect(behind.at(-1)).toBeGreaterThan(900);
  expect(errors()).toEqual([]);
});

test('200,000 licensors at rest cost 33 calls a run', async () => {
  const silent = { ...busy, licensors: 200_000, to: 0 };
  const { run, world } = simulate(silent, { callMs: 5, eventMs }, allTimeShards);

  expect(await run()).toEqual({ events: 0, behind: 0 });
  expect(world.calls()).toBe(33);
});

test('200,000 licensors with one event each in a quarter are audited in one run, in small answers', async () => {
  const traffic = { ...busy, pagesPerSecond: 200_000 / 900, eventsPerPage: 1, licensors: 200_000 };
  const { run, world, errors } = simulate(traffic, { callMs: 5, eventMs: 4 * eventMs }, [0]);

  const { events, behind } = await run();

  expect(events).toBeCloseTo(200_000 / 16, -2);
  expect(behind).toBe(0);
  expect(world.largestAnswer()).toBeLessThan(100_000);
  expect(errors()).toEqual([]);
});
