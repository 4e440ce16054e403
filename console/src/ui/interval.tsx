/** Estimates with their intervals on one axis, zero drawn as the line that matters. Labels are text, not hover. */
import { type RefObject, useEffect, useId, useRef, useState } from 'react';

export interface IntervalRow {
  readonly key: string;
  readonly name: string;
  readonly estimate: number | null;
  readonly lo: number | null;
  readonly hi: number | null;
  /** The figures in words, drawn at the right. */
  readonly text: string;
}

interface IntervalProps {
  readonly title: string;
  readonly summary: string;
  readonly rows: readonly IntervalRow[];
  readonly tick: (value: number) => string;
  /** Draws zero even when no interval reaches it; differences need it, levels do not. */
  readonly withZero?: boolean;
}

const view = { width: 900, name: 170, text: 300, row: 34, axis: 26 };
const leastWidth = 620;

/** The drawing is as wide as its place, so that its letters are as large as those around it. */
function useWidth(frame: RefObject<SVGSVGElement | null>): number {
  const [width, setWidth] = useState(view.width);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(leastWidth, Math.round(entry.contentRect.width)));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}

function extent(rows: readonly IntervalRow[], withZero: boolean): readonly [number, number] {
  const values = rows.flatMap(row => [row.lo, row.hi, row.estimate]).filter(value => value !== null);
  if (withZero) values.push(0);
  const lo = Math.min(...values);
  const hi = Math.max(...values);
  const room = (hi - lo || Math.abs(hi) || 1) * 0.06;
  return [lo - room, hi + room];
}

const tone = (row: IntervalRow) => {
  if (row.lo === null || row.hi === null || (row.lo <= 0 && row.hi >= 0)) return 'open';
  return row.hi < 0 ? 'less' : 'more';
};

const niceTicks = (lo: number, hi: number) => {
  const raw = (hi - lo) / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find(m => m * power >= raw) ?? 10) * power;
  const first = Math.ceil(lo / step) * step;
  return Array.from({ length: Math.floor((hi - first) / step) + 1 }, (_, i) => first + i * step);
};

export function IntervalChart({ title, summary, rows, tick, withZero = true }: IntervalProps) {
  const id = useId();
  const frame = useRef<SVGSVGElement>(null);
  const width = useWidth(frame);
  const shown = rows.filter(row => row.estimate !== null);
  if (shown.length === 0) return null;
  const [lo, hi] = extent(shown, withZero);
  const left = view.name;
  const right = width - view.text;
  const x = (value: number) => left + ((value - lo) / (hi - lo)) * (right - left);
  const height = shown.length * view.row + view.axis;
  const base = height - view.axis;
  return (
    <svg ref={frame} className="interval" viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={id}>
      <title id={id}>{`${title}. ${summary}`}</title>
      <line className="axis" x1={left} x2={right} y1={base} y2={base} />
      {niceTicks(lo, hi).map(value => (
        <text key={value} x={x(value)} y={height - 8} textAnchor="middle">
          {tick(Math.abs(value) < 1e-12 ? 0 : value)}
        </text>
      ))}
      {lo <= 0 && hi >= 0 && <line className="zero" x1={x(0)} x2={x(0)} y1={0} y2={base} />}
      {shown.map((row, index) => {
        const y = index * view.row + view.row / 2;
        return (
          <g key={row.key} className={tone(row)}>
            <text className="name" x={0} y={y + 4}>
              {row.name}
            </text>
            {row.lo !== null && row.hi !== null && (
              <line className="range" x1={x(row.lo)} x2={x(row.hi)} y1={y} y2={y} />
            )}
            <circle className="dot" cx={x(row.estimate ?? 0)} cy={y} r={6} />
            <text x={right + 16} y={y + 4}>
              {row.text}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
