import { exitCodes, paragraphs } from '../report.ts';
import type { Parent, Start } from '../start.ts';
import { survey } from '../status-survey.ts';
import { statusText } from '../status-text.ts';

export function addStatusCommand(parent: Parent, start: Start): void {
  parent
    .command('status')
    .description('Says whether Herald is well: due and failed deliveries, paused targets, queues, the audit.')
    .addHelpText('after', '\nExit code 3: Herald is not well.')
    .action(() =>
      start('status', async ({ db, sqs, deployment, clock }) => {
        const found = await survey(db, sqs, deployment.outputs, clock);
        const exitCode = found.notWell.length > 0 ? exitCodes.notWell : exitCodes.done;
        return { result: found, text: paragraphs(...statusText(found)), exitCode };
      }),
    );
}
