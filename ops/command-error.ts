/**
 * A command cannot do what it was asked. Its message is shown as one sentence, without a stack; exit code
 * 1.
 */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}

/** The arguments of a command are wrong; exit code 2. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError';
}
