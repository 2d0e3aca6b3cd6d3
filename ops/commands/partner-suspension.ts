// `partner suspend` and `partner resume`.
import { parseLicensor, parseReason } from '../arguments.ts';
import { recordByOperator } from '../operator-records.ts';
import { dryRunNote } from '../report.ts';
import type { Parent, Start } from '../start.ts';
import { resumeLicensor, suspendLicensor } from '../suspensions.ts';

export function addSuspensionCommands(partner: Parent, start: Start): void {
  partner
    .command('suspend')
    .description(
      'Parks the deliveries of all its targets, and lets it only read, until an operator resumes it.',
    )
    .argument('<licensor>', 'the name of the licensor', parseLicensor)
    .requiredOption('--reason <text>', 'required: why; the partner reads it', parseReason)
    .option('--yes', 'do it; without it, only show what would be done')
    .action((licensor, { reason, yes = false }) =>
      start('partner suspend', async ({ deployment, db, tables, clock, operator, audit }) => {
        const by = await operator();
        const suspension = { since: new Date(clock()).toISOString(), reason, by };
        const record = yes ? await recordByOperator(deployment) : undefined;
        await suspendLicensor(db, tables, licensor, suspension, record);
        if (yes) audit('licensor suspended', { licensor, reason, by });
        const text = yes
          ? `Licensor ${licensor} has been suspended. Events for it are stored, and parked for up to 30 days.`
          : `Licensor ${licensor} would be suspended. ${dryRunNote('suspend it')}`;
        return { result: { dryRun: !yes, licensor, suspension }, text };
      }),
    );

  partner
    .command('resume')
    .description('Lifts its suspension, and sends the parked deliveries at 50 a second per target.')
    .argument('<licensor>', 'the name of the licensor', parseLicensor)
    .option('--yes', 'do it; without it, only show what would be done')
    .action((licensor, { yes = false }) =>
      start('partner resume', async ({ deployment, db, tables, clock, operator, audit }) => {
        const by = await operator();
        const record = yes ? await recordByOperator(deployment) : undefined;
        await resumeLicensor(db, tables, licensor, { clock, record });
        if (yes) audit('licensor resumed', { licensor, by });
        const text = yes
          ? `Licensor ${licensor} has been resumed. Targets that are disabled or suspended themselves stay so.`
          : `Licensor ${licensor} would be resumed. ${dryRunNote('resume it')}`;
        return { result: { dryRun: !yes, licensor }, text };
      }),
    );
}
