// The report of the benchmark, as text and as JSON.
import type { Bundle } from './bundles.ts';
import { invocations } from './invocations.ts';
import { type Round, type Way, ways } from './rounds.ts';
import { median, type Speed } from './speed.ts';

export type BundleFigures = { kb: number; importMs: number; emptyImportMs: number };
export type Figures = Record<Way, Speed> & {
  bundles: Record<Bundle['name'], BundleFigures>;
  /** For functions that do not handle events, per 1,000 of the `unit` in invocations.ts. */
  awsCallsPer1000Events: Record<Bundle['name'], Record<string, number>>;
};

/** graphql has more: graphql-js alone is 180 KB, and the function delivers no events. */
export const maxBundleKb = (name: Bundle['name']): number => (name === 'graphql' ? 820 : 560);
const minThroughput = 0.5;
const maxCpu = 12;

const descriptions: Record<Way, string> = {
  bare: 'an undici loop with an HMAC header',
  send: 'the send path: check the URL, sign, POST',
  handler: 'the webhook-deliverer, batches of ten',
};

const mark = (isOk: boolean): string => (isOk ? 'ok' : 'MISSED');
const title = (text: string): string => text.padEnd(48);
const cell = (value: number, digits: number, width: number): string => value.toFixed(digits).padStart(width);

/** The median of each figure over all rounds. */
export function speedsOf(rounds: readonly Round[]): Record<Way, Speed> {
  const speedOf = (way: Way): Speed => ({
    perSecond: median(rounds.map(round => round[way].perSecond)),
    cpuMs: median(rounds.map(round => round[way].cpuMs)),
  });
  return { bare: speedOf('bare'), send: speedOf('send'), handler: speedOf('handler') };
}

export function bundleLines(bundles: Figures['bundles']): string[] {
  const limits = `Bundles: under ${maxBundleKb('')} KB, graphql ${maxBundleKb('graphql')}`;
  return [
    `${title(limits)}     KB  import ms  empty handler ms`,
    ...Object.entries(bundles).map(([name, { kb, importMs, emptyImportMs }]) => {
      const columns = cell(kb, 1, 7) + cell(importMs, 1, 11) + cell(emptyImportMs, 1, 18);
      return `  ${name.padEnd(46)}${columns}  ${mark(kb < maxBundleKb(name))}`;
    }),
  ];
}

export function speedLines(rounds: readonly Round[], speeds: Record<Way, Speed>): string[] {
  const ratio = (label: string, of: (round: Record<Way, Speed>) => number, isOk: (x: number) => boolean) => {
    const all = rounds.map(of).sort((a, b) => a - b);
    const range = `rounds: ${all[0]?.toFixed(2)} to ${all.at(-1)?.toFixed(2)}`;
    return `  ${label.padEnd(46)}${cell(of(speeds), 2, 7)}  ${mark(isOk(of(speeds)))}  (${range})`;
  };
  return [
    `${title(`Deliveries: medians of ${rounds.length} rounds`)} per second  CPU ms each`,
    ...ways.map(way => {
      const { perSecond, cpuMs } = speeds[way];
      return `  ${`${way}: ${descriptions[way]}`.padEnd(46)}${cell(perSecond, 0, 11)}${cell(cpuMs, 3, 13)}`;
    }),
    ratio(
      `throughput, send / bare: at least ${minThroughput}`,
      ({ send, bare }) => send.perSecond / bare.perSecond,
      x => x >= minThroughput,
    ),
    ratio(
      `CPU, handler / bare: at most ${maxCpu}`,
      ({ handler, bare }) => handler.cpuMs / bare.cpuMs,
      x => x <= maxCpu,
    ),
  ];
}

export function callLines(callsByFunction: Figures['awsCallsPer1000Events']): string[] {
  return Object.entries(callsByFunction).flatMap(([name, calls]) => [
    `  ${name}, 1,000 ${invocations[name]?.unit}`,
    ...Object.entries(calls).map(([operation, count]) => `    ${operation.padEnd(44)}${cell(count, 0, 7)}`),
  ]);
}
