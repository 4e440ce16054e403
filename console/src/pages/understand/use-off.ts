import { useFormat } from '../../format/use-format.ts';

/** By how much what was expected lies above or below what came, in percent with its sign; – where nothing came. */
export function useOff() {
  const f = useFormat();
  return (expected: number, actual: number) =>
    actual === 0
      ? '–'
      : f.percent(expected / actual - 1, 1).replace(/^(?=\d)/, expected >= actual ? '+' : '');
}
