// The command line of `npm run herald -- <command>`: parses it, runs the command, prints its report.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { Command, CommanderError } from '@commander-js/extra-typings';
import { createDynamo } from '../core/store/dynamodb/dynamodb.ts';
import { requireSeparator, stageOf } from './arguments.ts';
import { CommandError, UsageError } from './command-error.ts';
import { addClaimCommand } from './commands/claim.ts';
import { addOperatorCommand } from './commands/operator-sessions.ts';
import { addPartnerCommand } from './commands/partner.ts';
import { addQuarantineCommand } from './commands/quarantine.ts';
import { addRecoverCommand } from './commands/recover.ts';
import { addRedriveCommand } from './commands/redrive.ts';
import { addReplayCommand } from './commands/replay.ts';
import { addRestoreCommand } from './commands/restore.ts';
import { addStatusCommand } from './commands/status.ts';
import { addTargetCommand } from './commands/target.ts';
import { findDeployment } from './deployment.ts';
import { operatorArn } from './operator.ts';
import { withProgress } from './progress.ts';
import { exitCodes } from './report.ts';
import type { Start } from './start.ts';
import { tablesOf } from './tables.ts';

export type Terminal = {
  stdout: { write(text: string): unknown };
  stderr: { isTTY?: boolean; write(text: string): unknown };
};

const program = 'npm run herald --';
const notes = `
Without --yes, a command that changes something only shows what it would do.

Exit codes: 0 done (also a dry run), 1 failed, 2 wrong usage, 3 status: Herald is not well.
With -c stage=local, the commands work on the Herald that npm start runs; HERALD_PORT chooses one of several.`;

/**
 * @param args without the program
 * @param environment `HERALD_PORT`, and what npm sets
 * @returns the exit code
 */
export async function runHerald(
  args: readonly string[],
  terminal: Terminal,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<number> {
  const { stderr } = terminal;
  try {
    requireSeparator(args, environment);
    return await parse(args, terminal);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (!(error instanceof CommandError)) {
      stderr.write(`${messageOf(error)}\n`);
      return exitCodes.failed;
    }
    const isUsage = error instanceof UsageError;
    stderr.write(`${error.message}\n${isUsage ? seeHelp : ''}`);
    return isUsage ? exitCodes.usage : exitCodes.failed;
  }
}

const seeHelp = `See ${program} --help, or --help after a command.\n`;

async function parse(args: readonly string[], { stdout, stderr }: Terminal): Promise<number> {
  let exitCode: number = exitCodes.done;
  const root = new Command(program)
    .description("The operators' commands of Herald.")
    .option('-c, --context <name=value>', 'which installation: -c stage=<stage>', collect)
    .option('--json', 'print one line of JSON')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: text => stdout.write(text),
      writeErr: text => stderr.write(text),
      outputError: (text, write) => write(`${plain(text)}${seeHelp}`),
    })
    .exitOverride()
    .addHelpText('after', notes);
  const start: Start = async (label, work) => {
    const { context = [], json } = root.opts();
    const report = await withProgress(label, stderr, async note => {
      const deployment = await findDeployment(stageOf(context));
      const { aws, outputs } = deployment;
      const db = createDynamo(new DynamoDBClient(aws));
      return work({
        deployment,
        db,
        sqs: new SQSClient(aws),
        tables: tablesOf(outputs),
        clock: Date.now,
        note,
        operator: () => operatorArn(aws),
        audit: (message, fields) => {
          const timestamp = new Date().toISOString();
          stderr.write(`${JSON.stringify({ timestamp, service: 'operator', message, ...fields })}\n`);
        },
      });
    });
    stdout.write(`${json ? JSON.stringify(report.result) : report.text}\n`);
    exitCode = report.exitCode ?? exitCodes.done;
  };
  for (const add of commands) add(root, start);
  await root.parseAsync(args, { from: 'user' });
  return exitCode;
}

const commands = [
  addStatusCommand,
  addPartnerCommand,
  addTargetCommand,
  addRedriveCommand,
  addReplayCommand,
  addRecoverCommand,
  addRestoreCommand,
  addQuarantineCommand,
  addClaimCommand,
  addOperatorCommand,
];

const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** The parser's sentence in the form of the other messages. */
const plain = (text: string): string => text.replace(/^error: /, '').replaceAll("'", '"');

/** AWS refusals are a sentence; anything else is a fault of Herald, and needs its stack. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return '$metadata' in error ? `AWS refused: ${error.name}: ${error.message}` : String(error.stack);
}
