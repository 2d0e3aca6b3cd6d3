import { parseLicensor, parseReason } from '../arguments.ts';
import { installationOf } from '../deployment.ts';
import { recordByOperator } from '../operator-records.ts';
import { dryRunNote, paragraphs } from '../report.ts';
import type { Installation, Parent, Start } from '../start.ts';
import { resumeTarget, suspendTarget } from '../suspensions.ts';
import { enable, type TargetView, viewTarget } from '../target-switch.ts';
import type { TargetId } from '../targets.ts';

export function addTargetCommand(program: Parent, start: Start): void {
  const target = program.command('target').description('Shows, suspends, resumes or enables one target.');
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

  one('suspend')
    .description('Parks its deliveries, for up to 30 days, until an operator resumes it.')
    .requiredOption('--reason <text>', 'required: why; the partner reads it in GET /targets', parseReason)
    .option('--yes', 'do it; without it, only show what would be done')
    .action(({ licensor, target: targetId, reason, yes }) =>
      start('target suspend', async installation => {
        const { db, tables, clock } = installation;
        const by = await installation.operator();
        const suspension = { since: new Date(clock()).toISOString(), reason, by };
        const of = { licensor, targetId };
        const record = yes ? await recordByOperator(installation.deployment) : undefined;
        await suspendTarget(db, tables, of, suspension, record);
        if (yes) installation.audit('target suspended', { ...of, reason, by });
        return switched(installation, of, 'suspend', yes);
      }),
    );

  one('resume')
    .description('Lifts its suspension, and sends its parked deliveries at 50 a second.')
    .option('--yes', 'do it; without it, only show what would be done')
    .action(({ licensor, target: targetId, yes }) =>
      start('target resume', async installation => {
        const { db, tables, clock } = installation;
        const by = await installation.operator();
        const of = { licensor, targetId };
        const record = yes ? await recordByOperator(installation.deployment) : undefined;
        await resumeTarget(db, tables, of, { clock, record });
        if (yes) installation.audit('target resumed', { ...of, by });
        return switched(installation, of, 'resume', yes);
      }),
    );

  one('enable')
    .description('Enables a disabled target as its partner can: sends its parked deliveries.')
    .option('--yes', 'do it; without it, only show what would be done')
    .action(({ licensor, target: targetId, yes }) =>
      start('target enable', async installation => {
        const { db, tables, clock, deployment } = installation;
        const by = await installation.operator();
        const of = { licensor, targetId };
        const record = yes ? await recordByOperator(deployment) : undefined;
        const options = { installation: installationOf(deployment.outputs), clock, record };
        await enable(db, tables, of, options);
        if (yes) installation.audit('target enabled', { ...of, by });
        return switched(installation, of, 'enable', yes);
      }),
    );
}

const participles = { suspend: 'suspended', resume: 'resumed', enable: 'enabled' } as const;

async function switched(
  { db, tables }: Installation,
  of: TargetId,
  verb: keyof typeof participles,
  yes = false,
) {
  const view = await viewTarget(db, tables, of);
  const note = yes
    ? `The target has been ${participles[verb]}.`
    : `The target would be ${participles[verb]}. ${dryRunNote(`${verb} it`)}`;
  return { result: { dryRun: !yes, ...view }, text: paragraphs(viewText(of, view), note) };
}

function viewText({ licensor, targetId }: TargetId, view: TargetView): string {
  const { status, statusReason, statusSince, breaker, since, failures, lastFailure, deliveries } = view;
  return [
    `target:      ${targetId} of licensor ${licensor}`,
    `status:      ${status}${statusSince ? ` since ${statusSince}` : ''}${statusReason ? ` (${statusReason})` : ''}`,
    `breaker:     ${breaker}${since ? ` since ${since}` : ''}`,
    `failures:    ${failures} since the last success${lastFailure ? `; the last one: ${lastFailure}` : ''}`,
    `deliveries:  ${deliveries.WAITING} waiting, ${deliveries.PARKED} parked, ${deliveries.FAILED} failed`,
  ].join('\n');
}
