// What a command that calls the API needs.
import { createHerald, type Herald } from '../../client/src/index.ts';
import { usage } from './failure.ts';
import { chosenProfile, type Environment, type Profile } from './profiles.ts';
import type { Terminal } from './terminal.ts';

/** What the command line says for every command. */
export type Invocation = {
  readonly terminal: Terminal;
  readonly env: Environment;
  /** The name given with --profile */
  readonly profile: string | undefined;
};

export type Session = Invocation & { readonly herald: Herald; readonly account: Profile };

/** @throws Failure if there is no profile */
export function openSession(invocation: Invocation): Session {
  const account = chosenProfile(invocation.env, invocation.profile);
  return { ...invocation, account, herald: clientOf(account, invocation.terminal) };
}

/** @throws Failure if the address is wrong */
export function clientOf({ url, licensor, accessKey }: Profile, { note }: Terminal): Herald {
  try {
    return createHerald({
      url,
      licensor,
      accessKey,
      onRetry: ({ error, waitMs }) =>
        note(`${error.message}; trying again in ${(waitMs / 1_000).toFixed(1)} s`),
    });
  } catch (error) {
    throw error instanceof TypeError ? usage(`${url}: ${error.message}`) : error;
  }
}

/** The stage of an access key, `hk_<stage>_…` (docs/onboarding.md, "Access keys"). */
export const stageOf = ({ accessKey }: Profile): string | undefined =>
  /^hk_([a-z0-9-]+)_/.exec(accessKey)?.[1];

/** Whether it is a stage for trying things out: `local` or `dev`. */
export const isStageForTrials = (account: Profile): boolean =>
  ['local', 'dev'].includes(stageOf(account) ?? '');
