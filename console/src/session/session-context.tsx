// The session, the API and the licensor for the screens.
import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react';
import type { Api } from '../api/client.ts';
import type { Config } from '../api/config.ts';
import { allows, type Capability, type Session } from './session.ts';
import type { SessionState, SessionStore } from './session-store.ts';

export type Console = { config: Config; store: SessionStore; api: Api };

const consoleContext = createContext<Console | undefined>(undefined);
const licensorContext = createContext<string | undefined>(undefined);

export const ConsoleProvider = consoleContext.Provider;

/** All that is below shows this licensor. */
export function LicensorProvider({ licensor, children }: { licensor: string; children: ReactNode }) {
  return <licensorContext.Provider value={licensor}>{children}</licensorContext.Provider>;
}

/** @throws Error outside of a ConsoleProvider */
export function useConsole(): Console {
  const value = useContext(consoleContext);
  if (!value) throw new Error('useConsole needs a ConsoleProvider');
  return value;
}

export function useSessionState(): SessionState {
  const { store } = useConsole();
  return useSyncExternalStore(store.subscribe, store.state);
}

/** @throws Error without an active session: the screens are shown only with one */
export function useSession(): Session {
  const state = useSessionState();
  if (state.kind !== 'ACTIVE') throw new Error('useSession needs an active session');
  return state.session;
}

/** Whether the session may do a thing. The API decides; this only says what to offer. */
export function useCan(capability: Capability): boolean {
  return allows(useSession(), capability);
}

export type LicensorApi = { api: Api; licensor: string };

/** The API with the licensor that the screen shows. @throws Error outside of a LicensorProvider */
export function useLicensorApi(): LicensorApi {
  const { api } = useConsole();
  const licensor = useContext(licensorContext);
  if (licensor === undefined) throw new Error('useLicensorApi needs a LicensorProvider');
  return useMemo(() => ({ api, licensor }), [api, licensor]);
}

/** The licensor that the screen shows; undefined on an operator's own screens. */
export const useLicensor = (): string | undefined => useContext(licensorContext);
