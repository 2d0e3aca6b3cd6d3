// A failure the person at the keyboard can act on: its message says all there is to say, without a stack.
export class Failure extends Error {
  override readonly name = 'Failure';
}
