/**
 * A chart with what must stand beside one: a summary in words, the table behind it, and its picture and figures to
 * take away. The library loads when the chart comes into sight.
 */
import type { ECharts } from 'echarts/core';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveBlob } from '../api/client.ts';
import { usePreferences } from '../app/preferences.tsx';
import { type ChartLook, type ChartOption, lookOf, withLook } from './chart-theme.ts';
import { toCsv } from './csv.ts';
import { type Column, Table } from './table.tsx';

export interface ChartData<T> {
  readonly columns: readonly (Column<T> & { readonly plain: (row: T) => string | number })[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
}

interface ChartProps<T> {
  /** Names what is drawn, with unit and period; also the file name. */
  readonly title: string;
  /** What the chart shows, in a sentence: read instead of the picture. */
  readonly summary: string;
  readonly option: (look: ChartLook) => ChartOption;
  readonly data: ChartData<T>;
  readonly height?: number;
}

/** A history of thirty years has 360 months. */
const foldAt = 12;

/** Charts out of sight are drawn too once the page has settled, so that printing finds them. */
const idleAfterMs = 1_500;

function useSeen(target: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = target.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      entries => entries.some(entry => entry.isIntersecting) && setSeen(true),
      { rootMargin: '200px' },
    );
    observer.observe(element);
    const later = setTimeout(() => setSeen(true), idleAfterMs);
    return () => {
      observer.disconnect();
      clearTimeout(later);
    };
  }, [target]);
  return seen;
}

function useDrawing(frame: RefObject<HTMLDivElement | null>, build: (look: ChartLook) => ChartOption) {
  const { mode } = usePreferences();
  const seen = useSeen(frame);
  const chart = useRef<ECharts | null>(null);
  useEffect(() => {
    if (!seen) return;
    let alive = true;
    let observer: ResizeObserver | null = null;
    void import('./echarts.ts').then(({ init }) => {
      if (!alive || !frame.current) return;
      chart.current ??= init(frame.current, null, { renderer: 'svg' });
      const look = lookOf(mode);
      chart.current.setOption(withLook(look, build(look)), { notMerge: true });
      observer = new ResizeObserver(() => chart.current?.resize());
      observer.observe(frame.current);
    });
    return () => {
      alive = false;
      observer?.disconnect();
    };
  }, [seen, mode, build, frame]);
  useEffect(
    () => () => {
      chart.current?.dispose();
      chart.current = null;
    },
    [],
  );
  return chart;
}

/** The drawing again on paper of its own, as a data address of the wanted kind. */
async function picture(kind: 'png' | 'svg', mode: 'light' | 'dark', build: (look: ChartLook) => ChartOption) {
  const { init } = await import('./echarts.ts');
  const paper = document.createElement('div');
  paper.style.cssText = 'width:1200px;height:560px';
  const look = lookOf(mode);
  const drawing = init(paper, null, {
    renderer: kind === 'svg' ? 'svg' : 'canvas',
    width: 1200,
    height: 560,
    devicePixelRatio: 2,
  });
  drawing.setOption({ ...withLook(look, build(look)), animation: false });
  const url = drawing.getDataURL({ type: kind, pixelRatio: 2, backgroundColor: look.palette.surface });
  drawing.dispose();
  return url;
}

/** A data address as a blob; the page's policy does not let `fetch` read one. */
function blobOfAddress(address: string): Blob {
  const comma = address.indexOf(',');
  const head = address.slice(5, comma);
  const body = address.slice(comma + 1);
  const type = head.split(';')[0] ?? '';
  if (!head.endsWith(';base64')) return new Blob([decodeURIComponent(body)], { type });
  return new Blob([Uint8Array.from(atob(body), letter => letter.charCodeAt(0))], { type });
}

export function Chart<T>({ title, summary, option, data, height = 300 }: ChartProps<T>) {
  const { t } = useTranslation();
  const { mode } = usePreferences();
  const frame = useRef<HTMLDivElement>(null);
  const [tableOpen, setTableOpen] = useState(false);
  useDrawing(frame, option);
  const savePicture = async (kind: 'png' | 'svg') =>
    saveBlob(blobOfAddress(await picture(kind, mode, option)), `${title}.${kind}`);
  const saveCsv = () => saveBlob(toCsv(data), `${title}.csv`);
  return (
    <figure>
      <div
        ref={frame}
        className="chart-frame"
        style={{ height }}
        role="img"
        aria-label={`${title}. ${summary}`}
      />
      <figcaption className="small muted">{summary}</figcaption>
      <div className="chart-tools">
        <button
          type="button"
          className="link-button"
          aria-expanded={tableOpen}
          onClick={() => setTableOpen(!tableOpen)}
        >
          {t(tableOpen ? 'common:chart.hideTable' : 'common:chart.showTable')}
        </button>
        <button type="button" className="link-button" onClick={() => void savePicture('png')}>
          PNG
        </button>
        <button type="button" className="link-button" onClick={() => void savePicture('svg')}>
          SVG
        </button>
        <button type="button" className="link-button" onClick={saveCsv}>
          CSV
        </button>
      </div>
      {tableOpen && (
        <Table
          caption={title}
          columns={data.columns}
          rows={data.rows}
          rowKey={data.rowKey}
          dense
          foldAt={foldAt}
        />
      )}
    </figure>
  );
}
