/** Drawing on the server: SVG text that needs no script. */
export const [blue, orange, grey, purple, teal] = ['#1f5fb4', '#c77700', '#5b6472', '#6b46a5', '#0f8a80'];
// Without quotes: the library writes it into a quoted attribute as it is.
const font = 'system-ui, Noto Sans CJK SC, Microsoft YaHei, sans-serif';

/** A chart as SVG, 900 wide. */
export async function drawn(height: number, option: object): Promise<string> {
  // Half a megabyte of program that only an export needs.
  const echarts = await import('echarts');
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 900, height });
  chart.setOption({ animation: false, textStyle: { fontFamily: font }, ...option });
  const text = chart.renderToSVGString();
  chart.dispose();
  return text;
}
