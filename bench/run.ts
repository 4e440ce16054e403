/** `npm run bench -- NAME [--size N] [--json]`: runs one benchmark and prints its lines. */
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { BenchLine } from './bench-line.ts';

interface Bench {
  readonly defaultSize: number;
  run(size: number): AsyncIterable<BenchLine>;
}

const names = readdirSync(import.meta.dirname)
  .filter(file => file.endsWith('.bench.ts'))
  .map(file => file.slice(0, -'.bench.ts'.length));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { size: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const [name = ''] = positionals;
const size = values.size === undefined ? undefined : Number(values.size);
if (!names.includes(name) || (size !== undefined && !(Number.isInteger(size) && size > 0))) {
  console.error(`usage: npm run bench -- NAME [--size N] [--json]\nNAME is one of: ${names.join(', ')}`);
  process.exit(2);
}

const bench = (await import(`./${name}.bench.ts`)) as Bench;
for await (const line of bench.run(size ?? bench.defaultSize)) {
  if (values.json) console.log(JSON.stringify(line));
  else {
    const { seconds, rate, floorSeconds, ratio, peakRssMb, more = {} } = line;
    const others = Object.entries(more).map(([name, figure]) => `, ${name} ${figure}`);
    console.log(
      `${line.bench}: ${line.size} in ${seconds} s (${rate}/s), floor ${floorSeconds} s, ratio ${ratio}, peak ${peakRssMb} MB${others.join('')}`,
    );
  }
}
process.exit(0);
