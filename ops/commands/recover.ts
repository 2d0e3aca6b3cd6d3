import { createLog } from '../../core/runtime/telemetry/log.ts';
import type { AuditedRange } from '../../lambdas/audit/audit-range.ts';
import { parseTime, requireRange } from '../arguments.ts';
import { recover } from '../recovery.ts';
import { count, deliveries, dryRunNote, exitCodes, paragraphs } from '../report.ts';
import type { Parent, Start } from '../start.ts';

export function addRecoverCommand(program: Parent, start: Start): void {
  program
    .command('recover')
    .description('Runs the audit over a time range: deliveries that have no row get one, and become due.')
    .requiredOption(
      '--since <time>',
      'required: events accepted at or after it, e.g. 2026-01-31T12:00:00Z',
      parseTime,
    )
    .requiredOption('--until <time>', 'required: events accepted before it', parseTime)
    .option('--yes', 'do it; without it, only show what would be done')
    .addHelpText('after', '\nEvents are kept for 30 days.')
    .action(({ since, until, yes }) => {
      const range = requireRange({ from: since, to: until });
      return start('recover', async ({ db, tables, clock }) => {
        const options = { dryRun: !yes, clock, log: createLog('recover') };
        const recovered = await recover(db, tables, range, options);
        const exitCode = recovered.failed > 0 ? exitCodes.failed : exitCodes.done;
        return { result: { dryRun: !yes, ...recovered }, text: textOf(recovered, yes), exitCode };
      });
    });
}

function textOf({ events, expected, missing, failed, unreadable }: AuditedRange, yes = false): string {
  const found = `${count(events, 'event')} audited: ${deliveries(expected)} expected, ${missing} without a row.`;
  return paragraphs(
    found,
    missing > 0 &&
      (yes ? `${deliveries(missing)} made due.` : `They would become due. ${dryRunNote('make them due')}`),
    failed > 0 &&
      `${failed} of 16 shards could not be audited to the end: see the lines above, and run it again.`,
    unreadable > 0 && `${count(unreadable, 'event')} could not be audited: see the lines above.`,
  );
}
