// What is printed for an error: its message, the request id of the API, and the next step.

import { CommanderError } from '@commander-js/extra-typings';
import { HeraldError } from '../../client/src/herald-error.ts';
import { type ExitCode, exitCodes, Failure, usage } from './failure.ts';

export type FailureReport = {
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly message: string;
  readonly requestId?: string | undefined;
  readonly nextStep?: string | undefined;
};

export function reportOf(thrown: unknown): FailureReport {
  if (thrown instanceof HeraldError) return reportOfAnswer(thrown);
  if (thrown instanceof Failure) {
    const { exitCode, message, nextStep } = thrown;
    return { exitCode, code: codeNames[exitCode], message, nextStep };
  }
  if (thrown instanceof CommanderError) return reportOf(usage(thrown.message.replace(/^error: /, '')));
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { exitCode: exitCodes.failed, code: 'FAILED', message };
}

/** @returns lines for a person */
export function linesOf({ message, requestId, nextStep }: FailureReport): string[] {
  return [
    `error: ${message}`,
    ...(requestId === undefined ? [] : [`request id: ${requestId}`]),
    ...(nextStep === undefined ? [] : [`next step: ${nextStep}`]),
  ];
}

const codeNames: Record<ExitCode, string> = {
  [exitCodes.failed]: 'FAILED',
  [exitCodes.drift]: 'DRIFT',
  [exitCodes.usage]: 'USAGE',
  [exitCodes.refused]: 'REFUSED',
  [exitCodes.interrupted]: 'INTERRUPTED',
};

function reportOfAnswer(error: HeraldError): FailureReport {
  const { code, status, message, requestId } = error;
  const isRefused = status === 401 || status === 403;
  return {
    exitCode: isRefused ? exitCodes.refused : exitCodes.failed,
    code,
    message,
    requestId,
    nextStep: nextStepOf(error),
  };
}

function nextStepOf({ code, status, message, retryAfterMs }: HeraldError): string | undefined {
  if (status === 401) return 'Log in with an access key that is enabled: herald login';
  if (status === 403) return 'Check the licensor of the profile, and what its key may do: herald profiles';
  if (status === 404)
    return 'Look for the id: herald targets list, herald subscriptions list, herald events list or herald deliveries';
  if (status === 412) return 'Read it again: somebody else has changed it';
  if (retryAfterMs !== undefined) return `Try again after ${Math.ceil(retryAfterMs / 1_000)} s`;
  if (code === 'NO_ANSWER' && /certificate/i.test(message))
    return 'Set NODE_EXTRA_CA_CERTS to the file of the certificate, if you trust it';
  if (status === 0) return 'Check the address of the API and the network: herald profiles';
  return status >= 500 ? 'Try again; if it stays, give the request id to the platform' : undefined;
}
