/** What this browser remembers: theme and language. The language of a logged-in person is the server's. */
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
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

/** Paper is white: what is printed is drawn in the light palette, before the browser takes its picture. */
function usePrinting(): boolean {
  const [isPrinting, setIsPrinting] = useState(false);
  useEffect(() => {
    const query = window.matchMedia('print');
    const follow = () => flushSync(() => setIsPrinting(query.matches));
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return isPrinting;
}

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [choice, setChoice] = useState<ModeChoice>(stored);
  const [systemDark, setSystemDark] = useState(() => darkQuery().matches);
  const isPrinting = usePrinting();
  const chosen: Mode = choice === 'system' ? (systemDark ? 'dark' : 'light') : choice;
  const mode: Mode = isPrinting ? 'light' : chosen;
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
