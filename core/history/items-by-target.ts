// The statistics of several days, target by target.
import type { StatisticsItem } from '../store/deliveries/statistics-item.ts';
import type { StatisticsPage } from '../store/deliveries/statistics-reader.ts';

/** `items`: in the order of time. */
export type TargetItems = { targetId: string; items: StatisticsItem[] };

/**
 * @param days in the order of time; each in the order of targets (`StatisticsReader.ofDay`)
 * @param meter counts the read units of what was read
 * @returns each target once, in the order of ids
 */
export async function* itemsByTarget(
  days: readonly AsyncIterable<StatisticsPage>[],
  meter: { units: number },
): AsyncGenerator<TargetItems> {
  const readers = days.map(day => itemsOfDay(day, meter));
  const heads = await Promise.all(readers.map(next));
  for (;;) {
    const ids = heads.flatMap(head => head?.targetId ?? []);
    const [first] = ids.toSorted();
    if (first === undefined) return;
    const items: StatisticsItem[] = [];
    for (const [index, reader] of readers.entries()) {
      const head = heads[index];
      if (head?.targetId !== first) continue;
      items.push(...head.items);
      heads[index] = await next(reader);
    }
    yield { targetId: first, items };
  }
}

async function next(reader: AsyncGenerator<TargetItems>): Promise<TargetItems | undefined> {
  const { done, value } = await reader.next();
  return done ? undefined : value;
}

async function* itemsOfDay(
  pages: AsyncIterable<StatisticsPage>,
  meter: { units: number },
): AsyncGenerator<TargetItems> {
  let current: TargetItems | undefined;
  for await (const { items, units } of pages) {
    meter.units += units;
    for (const item of items) {
      if (current && current.targetId !== item.targetId) yield current;
      if (current?.targetId !== item.targetId) current = { targetId: item.targetId, items: [] };
      current.items.push(item);
    }
  }
  if (current) yield current;
}
