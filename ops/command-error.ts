// What a command says in one sentence, without a stack trace, when it cannot do what it was asked.

export class CommandError extends Error {
  override readonly name = 'CommandError';
}
