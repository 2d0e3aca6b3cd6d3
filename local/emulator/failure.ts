// A failure that the user can act on: its message is complete, and no stack is printed.
export class Failure extends Error {
  override readonly name = 'Failure';
}
