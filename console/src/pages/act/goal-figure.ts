/** A goal's figure in the unit of its metric: share of people who buy, money a person, orders a person. */
import type { Format } from '../../format/use-format.ts';

export function goalFigure(f: Format, metric: string, value: number | null): string {
  if (value === null) return '–';
  if (metric === 'buyers') return f.percent(value);
  if (metric === 'value') return f.money(value);
  return f.fixed(value, 2);
}
