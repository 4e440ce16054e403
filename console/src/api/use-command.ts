/**
 * A change asked of the server. The idempotency key belongs to the intention: pressing again after a lost answer
 * sends the same key until the intention succeeds or its input changes.
 */
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { newKey } from './client.ts';

interface Options<R> {
  /** Query keys whose data the change makes old. */
  readonly refreshes?: readonly QueryKey[];
  readonly onDone?: (result: R) => void;
}

export function useCommand<V, R>(
  run: (input: V, key: string) => Promise<R>,
  { refreshes = [], onDone }: Options<R> = {},
) {
  const client = useQueryClient();
  const intention = useRef<{ input: string; key: string } | null>(null);
  return useMutation<R, Error, V>({
    mutationFn: input => {
      const text = JSON.stringify(input) ?? '';
      if (intention.current?.input !== text) intention.current = { input: text, key: newKey() };
      return run(input, intention.current.key);
    },
    onSuccess: async result => {
      intention.current = null;
      await Promise.all(refreshes.map(queryKey => client.invalidateQueries({ queryKey })));
      onDone?.(result);
    },
  });
}
