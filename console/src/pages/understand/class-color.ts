/** One colour a stage or tier in every chart: the palette's six, with who sleeps in the grey of fields' edges and who is lost in the darker one. */
import type { LifeCycleStage, ValueTier } from '../../../../src/records/feature.ts';
import type { ChartLook } from '../../ui/chart-theme.ts';

const seriesOf: Readonly<Partial<Record<LifeCycleStage | ValueTier, number>>> = {
  potential: 0,
  new: 1,
  growing: 4,
  mature: 3,
  declining: 5,
  lost: 2,
  high: 0,
  mid: 1,
  low: 4,
};

export function classColor({ colors, palette }: ChartLook, name: string): string {
  const at = seriesOf[name as LifeCycleStage | ValueTier];
  if (at === undefined) return name === 'dormant' ? palette.control : palette.border;
  return colors[at] ?? palette.muted;
}
