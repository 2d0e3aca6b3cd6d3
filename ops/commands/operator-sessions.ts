// `operator`: the sessions of operators in the console.
import { lifetimes } from '../../core/model/api/session.ts';
import { CommandError, UsageError } from '../command-error.ts';
import { completeDirectory } from '../licensor-directory.ts';
import { Onboarding } from '../onboarding.ts';
import { endSession, operatorSessions, shownOf } from '../operator-sessions.ts';
import { platform } from '../owner.ts';
import { count, dryRunNote, paragraphs, table } from '../report.ts';
import type { Parent, Start } from '../start.ts';
import { linkOf, parseLifetime, textOfLink } from './session-links.ts';

type Operator = Pick<ReturnType<Parent['command']>, 'command'>;

export function addOperatorCommand(program: Parent, start: Start): void {
  const operator = program.command('operator').description('Sessions of operators in the console.');
  addLink(operator, start);
  addSessions(operator, start);
  addEnd(operator, start);
}

function addLink(operator: Operator, start: Start): void {
  operator
    .command('link')
    .description('Prints a link to a session that reads all licensors and changes nothing.')
    .option(
      '--expires-in <seconds>',
      `how long it lasts without renewal (default: ${lifetimes.default})`,
      parseLifetime,
    )
    .action(({ expiresIn = lifetimes.default }) =>
      start('operator link', async installation => {
        const { deployment, db, tables } = installation;
        const { owners } = await new Onboarding(deployment).list();
        const licensors = owners.map(({ licensor }) => licensor).filter(name => name !== platform);
        await completeDirectory(db, tables.registry, licensors);
        const subject = await installation.operator();
        const input = { capabilities: ['view' as const], lifetime: expiresIn, subject };
        const link = await linkOf(installation, 'operator', input);
        return { result: link, text: textOfLink(link) };
      }),
    );
}

function addSessions(operator: Operator, start: Start): void {
  operator
    .command('sessions')
    .description('Lists the sessions of operators that have not ended.')
    .action(() =>
      start('operator sessions', async ({ db, tables, clock }) => {
        const sessions = (await operatorSessions(db, tables.registry, clock())).map(shownOf);
        const rows = sessions.map(one => [one.sessionId, one.subject, one.createdAt, one.validUntil]);
        const text = table(['session', 'made by', 'began', 'ends without renewal'], rows);
        return {
          result: { sessions },
          text: rows.length === 0 ? 'There are no sessions of operators.' : text,
        };
      }),
    );
}

function addEnd(operator: Operator, start: Start): void {
  operator
    .command('end')
    .description('Ends one session of an operator, or all.')
    .argument('[session]', 'the id of the session')
    .option('--all', 'end all of them')
    .option('--yes', 'do it; without it, only show what would be done')
    .action((sessionId, { all, yes = false }) => {
      if ((sessionId === undefined) !== Boolean(all))
        throw new UsageError('expected either a session or --all');
      return start('operator end', async ({ db, tables, clock, operator: caller, audit }) => {
        const found = (await operatorSessions(db, tables.registry, clock())).filter(
          one => all || one.sessionId === sessionId,
        );
        if (found.length === 0 && !all)
          throw new CommandError(`there is no session ${sessionId} of an operator: see operator sessions`);
        const by = await caller();
        for (const session of yes ? found : []) {
          await endSession(db, tables.registry, session);
          const { sessionId: id, subject } = session;
          audit('session of an operator ended', { sessionId: id, subject, by });
        }
        const what = count(found.length, 'session');
        return {
          result: { dryRun: !yes, ended: found.map(one => one.sessionId) },
          text: paragraphs(
            yes ? `${what} ended.` : `${what} would end.`,
            yes &&
              found.length > 0 &&
              'The API refuses them as soon as its cached answers end, after seconds.',
            !yes && dryRunNote('end them'),
          ),
        };
      });
    });
}
