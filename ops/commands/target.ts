import { parseLicensor } from '../arguments.ts';
import { installationOf } from '../deployment.ts';
import { dryRunNote, paragraphs } from '../report.ts';
import type { Installation, Parent, Start } from '../start.ts';
import { disable, enable, type TargetView, viewTarget } from '../target-switch.ts';
import type { TargetId } from '../targets.ts';

export function addTargetCommand(program: Parent, start: Start): void {
  const target = program.command('target').description('Shows, disables or enables one target.');
  const one = (name: string) =>
    target
      .command(name)
      .requiredOption('--licensor <licensor>', 'required: the licensor of the target', parseLicensor)
      .requiredOption('--target <id>', 'required: the id of the target');

  one('status')
    .description('Shows its status, its circuit breaker, and its open and failed deliveries.')
    .action(({ licensor, target: targetId }) =>
      start('target status', async ({ db, tables }) => {
        const of = { licensor, targetId };
        const view = await viewTarget(db, tables, of);
        return { result: view, text: viewText(of, view) };
      }),
    );

  one('disable')
    .description('Parks its deliveries, for up to 30 days. Its licensor is told within a minute.')
    .requiredOption('--reason <text>', 'required: why; the partner reads it in GET /targets')
    .option('--yes', 'do it; without it, only show what would be done')
    .action(({ licensor, target: targetId, reason, yes }) =>
      start('target disable', installation =>
        switched(installation, { licensor, targetId }, 'disable', yes, ({ db, tables, clock }, of) =>
          disable(db, tables, of, { reason, clock, dryRun: !yes }),
        ),
      ),
    );

  one('enable')
    .description('Sends its deliveries again; the parked ones at 50 a second.')
    .option('--yes', 'do it; without it, only show what would be done')
    .action(({ licensor, target: targetId, yes }) =>
      start('target enable', installation =>
        switched(
          installation,
          { licensor, targetId },
          'enable',
          yes,
          ({ db, tables, clock, deployment }, of) =>
            enable(db, tables, of, {
              installation: installationOf(deployment.outputs),
              clock,
              dryRun: !yes,
            }),
        ),
      ),
    );
}

async function switched(
  installation: Installation,
  of: TargetId,
  verb: 'disable' | 'enable',
  yes = false,
  change: (installation: Installation, of: TargetId) => Promise<void>,
) {
  await change(installation, of);
  const view = await viewTarget(installation.db, installation.tables, of);
  const note = yes
    ? `The target has been ${verb}d.`
    : `The target would be ${verb}d. ${dryRunNote(`${verb} it`)}`;
  return { result: { dryRun: !yes, ...view }, text: paragraphs(viewText(of, view), note) };
}

function viewText({ licensor, targetId }: TargetId, view: TargetView): string {
  const { status, statusReason, breaker, since, failures, lastFailure, deliveries } = view;
  return [
    `target:      ${targetId} of licensor ${licensor}`,
    `status:      ${status}${statusReason ? ` (${statusReason})` : ''}`,
    `breaker:     ${breaker}${since ? ` since ${since}` : ''}`,
    `failures:    ${failures} since the last success${lastFailure ? `; the last one: ${lastFailure}` : ''}`,
    `deliveries:  ${deliveries.WAITING} waiting, ${deliveries.PARKED} parked, ${deliveries.FAILED} failed`,
  ].join('\n');
}
