import { parseLicensor, parseTime, requireRange } from '../arguments.ts';
import { type Replayed, replay } from '../event-replay.ts';
import { isWaiting } from '../failed-deliveries.ts';
import { deliveries, dryRunNote, paragraphs } from '../report.ts';
import type { Parent, Start } from '../start.ts';
import type { TargetId } from '../targets.ts';

export function addReplayCommand(program: Parent, start: Start): void {
  program
    .command('replay')
    .description('Sends DELIVERED events again to one target, under the same ids, at 50 a second.')
    .requiredOption('--licensor <licensor>', 'required: the licensor of the target', parseLicensor)
    .requiredOption('--target <id>', 'required: the id of the target')
    .requiredOption(
      '--since <time>',
      'required: events accepted at or after it, e.g. 2026-01-31T12:00:00Z',
      parseTime,
    )
    .option('--until <time>', 'events accepted before it (default: now)', parseTime)
    .option('--yes', 'do it; without it, only show what would be done')
    .addHelpText('after', '\nEvents are kept for 30 days.')
    .action(({ licensor, target: targetId, since, until, yes }) => {
      const range = requireRange({ from: since, to: until ?? Date.now() });
      const target = { licensor, targetId };
      return start('replay', async ({ db, tables, clock, note }) => {
        const replayed = await replay(db, tables, target, range, { dryRun: !yes, clock, note });
        return { result: { dryRun: !yes, ...replayed }, text: textOf(target, replayed, yes) };
      });
    });
}

function textOf({ targetId }: TargetId, counts: Replayed, yes = false): string {
  const { delivered, replayed, parked, breaker } = counts;
  if (delivered === 0) return 'No event of that time has been delivered to the target.';
  const waits = breaker === 'OPEN' ? 'is paused: its circuit breaker is open' : `is ${breaker.toLowerCase()}`;
  if (!yes)
    return paragraphs(
      `${deliveries(delivered)} would be replayed to target ${targetId}. ${dryRunNote('replay them')}`,
      isWaiting(breaker) && `The target ${waits}: they would be parked until that ends.`,
    );
  return parked > 0
    ? `${deliveries(parked)} parked, not replayed: target ${targetId} ${waits}. They go out when that ends.`
    : `${deliveries(replayed)} of ${delivered} replayed to target ${targetId}.`;
}
