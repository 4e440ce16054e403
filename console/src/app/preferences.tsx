/** What this browser remembers: theme and language. The language of a logged-in person is the server's. */
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { applyPalette, type Mode } from './palette.ts';

export type ModeChoice = Mode | 'system';

interface Preferences {
  readonly mode: Mode;
  readonly choice: ModeChoice;
  readonly choose: (choice: ModeChoice) => void;
}

const key = 'rekindle.theme';
const darkQuery = () => window.matchMedia('(prefers-color-scheme: dark)');

const stored = (): ModeChoice => {
  const value = localStorage.getItem(key);
  return value === 'light' || value === 'dark' ? value : 'system';
};

const PreferencesContext = createContext<Preferences>({ mode: 'light', choice: 'system', choose() {} });
export const usePreferences = () => use(PreferencesContext);

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [choice, setChoice] = useState<ModeChoice>(stored);
  const [systemDark, setSystemDark] = useState(() => darkQuery().matches);
  const mode: Mode = choice === 'system' ? (systemDark ? 'dark' : 'light') : choice;
  useEffect(() => {
    const query = darkQuery();
    const follow = () => setSystemDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  useEffect(() => applyPalette(mode), [mode]);
  const value = useMemo(
    () => ({
      mode,
      choice,
      choose: (next: ModeChoice) => {
        localStorage.setItem(key, next);
        setChoice(next);
      },
    }),
    [mode, choice],
  );
  return <PreferencesContext value={value}>{children}</PreferencesContext>;
}
