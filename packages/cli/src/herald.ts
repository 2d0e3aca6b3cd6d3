#!/usr/bin/env node
// The command `herald`: runs one command, and turns what is thrown into a message and an exit code.
import { CommanderError } from '@commander-js/extra-typings';
import { exitCodes } from './failure.ts';
import { createProgram } from './program.ts';
import { createTerminal } from './terminal.ts';

const { argv, env, stderr, stdout } = process;

// A reader that has seen enough, such as `head`, ends the command.
stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? 0 : exitCodes.failed),
);

// Whoever reads stderr may stop early (EPIPE). The command goes on.
stderr.on('error', () => {});

try {
  await createProgram(env).parseAsync(argv);
} catch (thrown) {
  // --help and --version end here too. Commander has printed its message, unless it is to be JSON.
  if (thrown instanceof CommanderError && (thrown.exitCode === 0 || !argv.includes('--json')))
    process.exitCode = thrown.exitCode === 0 ? 0 : exitCodes.usage;
  else {
    const { linesOf, reportOf } = await import('./failure-report.ts');
    const { exitCode, ...error } = reportOf(thrown);
    const terminal = createTerminal(argv.includes('--json'), env);
    const lines = terminal.json ? [JSON.stringify({ error })] : linesOf({ exitCode, ...error });
    for (const line of lines) terminal.note(line);
    process.exitCode = exitCode;
  }
}
