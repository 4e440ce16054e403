/** One measured figure of a benchmark, as `npm run bench -- NAME --json` prints it. */
export interface BenchLine {
  readonly bench: string;
  /** Units of work: rows, messages, people. */
  readonly size: number;
  readonly seconds: number;
  /** Units per second. */
  readonly rate: number;
  /** The floor of the same run: the least any program would need for this work. */
  readonly floorSeconds: number;
  readonly ratio: number;
  readonly peakRssMb: number;
  /** Figures only this benchmark has, with units in their names. */
  readonly more?: Readonly<Record<string, number>>;
}

/** Completes a line from the two times; the peak is this process's, engine included. */
export function benchLine(
  bench: string,
  size: number,
  times: { seconds: number; floorSeconds: number },
): BenchLine {
  const { seconds, floorSeconds } = times;
  return {
    bench,
    size,
    seconds: round(seconds),
    rate: Math.round(size / seconds),
    floorSeconds: round(floorSeconds),
    ratio: round(seconds / floorSeconds),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

const round = (value: number) => Number(value.toPrecision(4));

/** Seconds a piece of work takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
