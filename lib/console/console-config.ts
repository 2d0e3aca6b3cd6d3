import type { Settings } from '../settings.ts';
import type { SignIn } from './console-settings.ts';

/** The content of /config.json, which the page reads before anything else. */
export type ConsoleConfig = { stage: string; apiPath: '/v1'; signIn?: Omit<SignIn, 'jwksUrl'> };

export const consoleConfig = (
  { stage }: Pick<Settings, 'stage'>,
  signIn: SignIn | undefined,
): ConsoleConfig => ({ stage, apiPath: '/v1', ...(signIn && { signIn: endpointsOf(signIn) }) });

const endpointsOf = ({ jwksUrl: _ofTheApi, ...ofThePage }: SignIn) => ofThePage;
