// What the reader has chosen for this browser: light or dark, and the zone of times. Nothing secret.
import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { Zone } from './times.ts';

export type Appearance = 'system' | 'light' | 'dark';
export type Preferences = {
  appearance: Appearance;
  zone: Zone;
  /** What `appearance` means now */
  isDark: boolean;
  setAppearance: (appearance: Appearance) => void;
  setZone: (zone: Zone) => void;
};

const context = createContext<Preferences | undefined>(undefined);
const appearances: readonly Appearance[] = ['system', 'light', 'dark'];
const darkSystem = window.matchMedia('(prefers-color-scheme: dark)');

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [appearance, setAppearance] = useState<Appearance>(
    () => appearances.find(one => one === localStorage.getItem('herald.appearance')) ?? 'system',
  );
  const [zone, setZone] = useState<Zone>(() =>
    localStorage.getItem('herald.zone') === 'UTC' ? 'UTC' : 'local',
  );
  const [isSystemDark, setSystemDark] = useState(darkSystem.matches);
  const isDark = appearance === 'dark' || (appearance === 'system' && isSystemDark);

  useEffect(() => {
    const change = () => setSystemDark(darkSystem.matches);
    darkSystem.addEventListener('change', change);
    return () => darkSystem.removeEventListener('change', change);
  }, []);
  useEffect(() => applyMode(isDark ? Mode.Dark : Mode.Light), [isDark]);
  useEffect(() => localStorage.setItem('herald.appearance', appearance), [appearance]);
  useEffect(() => localStorage.setItem('herald.zone', zone), [zone]);

  const value = useMemo(
    () => ({ appearance, zone, isDark, setAppearance, setZone }),
    [appearance, zone, isDark],
  );
  return <context.Provider value={value}>{children}</context.Provider>;
}

/** @throws Error outside of a PreferencesProvider */
export function usePreferences(): Preferences {
  const value = useContext(context);
  if (!value) throw new Error('usePreferences needs a PreferencesProvider');
  return value;
}
