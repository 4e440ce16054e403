/** A form's value kept in this tab: a reload or a wrong click loses nothing. */
import { useState } from 'react';

export interface Draft<T> {
  readonly value: T;
  readonly dirty: boolean;
  /** The value came from an earlier visit and not from the server. */
  readonly restored: boolean;
  readonly change: (change: Partial<T>) => void;
  readonly clear: () => void;
}

const read = <T extends object>(key: string): Partial<T> | null => {
  const text = sessionStorage.getItem(key);
  return text ? (JSON.parse(text) as Partial<T>) : null;
};

export function useDraft<T extends object>(key: string, start: T): Draft<T> {
  const [kept] = useState(() => read<T>(key));
  const [changes, setChanges] = useState<Partial<T> | null>(kept);
  return {
    value: { ...start, ...changes },
    dirty: changes !== null,
    restored: kept !== null && changes === kept,
    change: next => {
      const merged = { ...changes, ...next };
      sessionStorage.setItem(key, JSON.stringify(merged));
      setChanges(merged);
    },
    clear: () => {
      sessionStorage.removeItem(key);
      setChanges(null);
    },
  };
}
