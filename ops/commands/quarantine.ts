import { createLog } from '../../core/runtime/telemetry/log.ts';
import { CommandError, UsageError } from '../command-error.ts';
import { createRetry } from '../delivery-retries.ts';
import { type Handled, handleMessages, type Quarantined } from '../quarantined-messages.ts';
import { count, dryRunNote, exitCodes, paragraphs, table } from '../report.ts';
import type { Installation, Parent, Start } from '../start.ts';

type Handle = (message: Quarantined) => Promise<string | undefined>;
const pastOf = { retry: 'retried', drop: 'dropped' } as const;

export function addQuarantineCommand(program: Parent, start: Start): void {
  const quarantine = program
    .command('quarantine')
    .description('Lists, retries or drops the messages that Herald could not handle. It must stay empty.');

  quarantine
    .command('list')
    .description('Shows the messages: who put them there, why, and what they are about.')
    .action(() =>
      start('quarantine list', async ({ sqs, deployment }) => {
        const { chosen } = await handleMessages(sqs, deployment.outputs.QuarantineUrl, () => true);
        const result = { quarantined: chosen.length, messages: chosen.map(shownOf) };
        return { result, text: chosen.length === 0 ? 'The quarantine is empty.' : tableOf(chosen) };
      }),
    );

  const some = (verb: keyof typeof pastOf, description: string, handleWith: (at: Installation) => Handle) =>
    quarantine
      .command(verb)
      .description(description)
      .option('--id <message>', 'one message')
      .option('--all', 'all messages')
      .option('--yes', 'do it; without it, only show what would be done')
      .action(({ id, all, yes }) => {
        if ((id === undefined) !== Boolean(all)) throw new UsageError('expected either --id or --all');
        return start(`quarantine ${verb}`, async installation => {
          const { sqs, deployment } = installation;
          const isChosen = (message: Quarantined) => all === true || message.id === id;
          const handle = yes ? handleWith(installation) : undefined;
          const handled = await handleMessages(sqs, deployment.outputs.QuarantineUrl, isChosen, handle);
          if (id !== undefined && handled.chosen.length === 0)
            throw new CommandError(`there is no message ${id} in the quarantine`);
          return reportOf(verb, handled, yes);
        });
      });

  some('retry', 'Stores the work of messages again, then deletes the messages.', installation => {
    const { db, sqs, deployment } = installation;
    const retry = createRetry(db, sqs, deployment.outputs, createLog('quarantine'));
    return message => retry(message.about);
  });
  some('drop', 'Deletes messages for good.', () => async () => undefined);
}

function reportOf(verb: keyof typeof pastOf, { chosen, handled, failures }: Handled, yes = false) {
  const past = pastOf[verb];
  const messages = (yes ? handled : chosen).map(shownOf);
  const failed = failures.map(({ id, error }) => `- ${id}: ${error}`).join('\n');
  return {
    result: { dryRun: !yes, [past]: handled.length, messages, failures },
    text: paragraphs(
      chosen.length === 0 ? 'The quarantine is empty.' : tableOf(chosen),
      yes && `${count(handled.length, 'message')} ${past}.`,
      failures.length > 0 && `${count(failures.length, 'message')} not ${past}:\n${failed}`,
      !yes &&
        chosen.length > 0 &&
        `${count(chosen.length, 'message')} would be ${past}. ${dryRunNote(`${verb} them`)}`,
    ),
    exitCode: failures.length > 0 ? exitCodes.failed : exitCodes.done,
  };
}

/** A message without its receipt handle, which is of no use to a reader. */
const shownOf = ({ receiptHandle: _, ...message }: Quarantined) => message;

const tableOf = (messages: readonly Quarantined[]): string =>
  table(
    ['id', 'sent at', 'from', 'reason', 'about'],
    messages.map(({ id, sentAt, from, reason, about }) => [id, sentAt, from, reason, aboutText(about)]),
  );

function aboutText(about: Quarantined['about']): string {
  switch (about.kind) {
    case 'task':
      return `delivery of event ${about.task.eventId} to target ${about.task.targetId} of ${about.task.licensor}`;
    case 'event':
      return `event ${about.eventId} of ${about.licensor}`;
    case 'stream':
      return `events from ${new Date(about.from).toISOString()} to ${new Date(about.to).toISOString()}`;
    case 'unknown':
      return about.body.slice(0, 60);
  }
}
