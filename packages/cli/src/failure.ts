// Why a command ends without success, and the exit codes (docs/clients/cli.md, "Exit codes").

export const exitCodes = {
  /** It did not succeed: the API's error, a failed delivery, a signature that is wrong */
  failed: 1,
  /** `apply --check`: Herald differs from the file */
  drift: 2,
  /** The command line or a file is wrong (EX_USAGE of sysexits.h) */
  usage: 64,
  /** The access key is missing, unknown, or may not do this (EX_NOPERM) */
  refused: 77,
  /** Ended by Ctrl-C: 128 and the signal's number, as shells have it */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: ExitCode;
  /** What the user can do now, as a sentence */
  readonly nextStep: string | undefined;

  constructor(message: string, exitCode: ExitCode = exitCodes.failed, nextStep?: string) {
    super(message);
    this.exitCode = exitCode;
    this.nextStep = nextStep;
  }
}

export const usage = (message: string, nextStep?: string): Failure =>
  new Failure(message, exitCodes.usage, nextStep);
