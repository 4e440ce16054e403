/** The one look of all charts: quiet axes, direct labels, the palette's series. */
import type { EChartsCoreOption } from 'echarts/core';
import { type Mode, palettes, series } from '../app/palette.ts';

/** Canvas text cannot read custom properties, so the value in force is looked up. */
const fontInForce = () => getComputedStyle(document.body).fontFamily;

export type ChartOption = EChartsCoreOption;

/** What a chart's builder receives: colours of the mode in force. */
export interface ChartLook {
  readonly mode: Mode;
  readonly colors: readonly string[];
  readonly palette: (typeof palettes)[Mode];
}

export const lookOf = (mode: Mode): ChartLook => ({ mode, colors: series[mode], palette: palettes[mode] });

export const axisLook = ({ palette }: ChartLook) => ({
  axisLine: { lineStyle: { color: palette.border } },
  axisTick: { show: false },
  axisLabel: { color: palette.muted, fontFamily: fontInForce(), hideOverlap: true },
  splitLine: { lineStyle: { color: palette.grid } },
  nameTextStyle: { color: palette.muted, fontFamily: fontInForce(), align: 'left' as const },
  // Above the two lines of labels that marks on the time axis may have.
  nameGap: 36,
});

/** Adds to an option what every chart shares. */
export const withLook = (look: ChartLook, option: ChartOption): ChartOption => ({
  color: [...look.colors],
  animationDuration: 200,
  textStyle: { fontFamily: fontInForce(), color: look.palette.text },
  grid: { left: 8, right: 16, top: 54, bottom: 8, containLabel: true },
  ...option,
  tooltip: {
    trigger: 'axis',
    confine: true,
    backgroundColor: look.palette.raised,
    borderColor: look.palette.border,
    textStyle: { color: look.palette.text, fontSize: 13 },
    ...(option['tooltip'] as object | undefined),
  },
});
