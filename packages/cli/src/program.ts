// The command tree. A command's code is loaded when it runs, so that the start is fast.
import { Command } from '@commander-js/extra-typings';
import manifest from '../package.json' with { type: 'json' };
import { completionScript } from './completion.ts';
import type { Environment } from './profiles.ts';
import type { Invocation } from './session.ts';
import { createTerminal } from './terminal.ts';
import { addConfigurationCommands } from './tree/configuration-commands.ts';
import { addHistoryCommands } from './tree/history-commands.ts';
import { addLocalCommands } from './tree/local-commands.ts';

export type Invoke = () => Invocation;

/** @param env variables of the process */
export function createProgram(env: Environment) {
  const program = new Command('herald')
    .description("Herald's command line for partners: targets, deliveries, replays, and a local listener.")
    .version(manifest.version)
    .option('--json', 'print JSON: one document, or one line for each item of a stream')
    .option('--profile <name>', 'use this profile, and not the variables or "default"')
    .exitOverride()
    // With --json, herald.ts prints the error.
    .configureOutput({ outputError: (text, write) => program.opts().json || write(text) })
    .showSuggestionAfterError();
  const invoke: Invoke = () => {
    const { json = false, profile } = program.opts();
    return { env, profile, terminal: createTerminal(json, env) };
  };
  addConfigurationCommands(program, invoke);
  addHistoryCommands(program, invoke);
  addLocalCommands(program, invoke);
  program
    .command('completion')
    .description('print the completion script of a shell')
    .argument('<shell>', 'bash, zsh or fish')
    .action(shell => invoke().terminal.print(completionScript(program, shell).trimEnd()));
  return program;
}
