import { parseLicensor, parseTime } from '../arguments.ts';
import { UsageError } from '../command-error.ts';
import { type Redriven, redrive } from '../failed-deliveries.ts';
import { deliveries, dryRunNote, paragraphs, table } from '../report.ts';
import type { Parent, Start } from '../start.ts';

export function addRedriveCommand(program: Parent, start: Start): void {
  program
    .command('redrive')
    .description(
      'Sends FAILED deliveries again, with a whole new schedule, at 50 a second per target. ' +
        'Name a licensor, a target of it, or --all.',
    )
    .option('--licensor <licensor>', 'of which licensor', parseLicensor)
    .option('--target <id>', 'of which target of the licensor')
    .option('--all', 'of all licensors')
    .option('--since <time>', 'only those that failed at or after it, e.g. 2026-01-31T12:00:00Z', parseTime)
    .option('--until <time>', 'only those that failed before it', parseTime)
    .option('--yes', 'do it; without it, only show what would be done')
    .action(({ licensor, target: targetId, all, since, until, yes }) => {
      if ((licensor === undefined) !== Boolean(all))
        throw new UsageError('expected either --licensor or --all');
      if (targetId !== undefined && all) throw new UsageError('--target needs its --licensor');
      const selection = { licensor, targetId, since: since ?? 0, until: until ?? Number.POSITIVE_INFINITY };
      return start('redrive', async ({ db, tables, clock, note }) => {
        const targets = await redrive(db, tables, selection, { dryRun: !yes, clock, note });
        const failed = targets.reduce((sum, target) => sum + target.failed, 0);
        return { result: { dryRun: !yes, failed, targets }, text: textOf(targets, failed, yes) };
      });
    });
}

function textOf(targets: readonly Redriven[], failed: number, yes = false): string {
  if (failed === 0) return 'There are no FAILED deliveries.';
  const rows = targets.map(({ licensor, targetId, breaker, ...counts }) =>
    yes
      ? [licensor, targetId, breaker, counts.failed, counts.redriven, counts.parked]
      : [licensor, targetId, breaker, counts.failed],
  );
  const headings = ['licensor', 'target', 'breaker', 'failed', ...(yes ? ['redriven', 'parked'] : [])];
  const redriven = targets.reduce((sum, target) => sum + target.redriven, 0);
  const parked = targets.reduce((sum, target) => sum + target.parked, 0);
  return paragraphs(
    table(headings, rows),
    yes && `${deliveries(redriven)} redriven.`,
    yes &&
      parked > 0 &&
      `${deliveries(parked)} parked, not redriven: the target is paused, disabled or suspended. They go out when that ends.`,
    !yes && `${deliveries(failed)} would be redriven. ${dryRunNote('redrive them')}`,
  );
}
