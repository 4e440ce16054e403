/** Where the command line speaks: results on stdout, everything else on stderr, in the language of the terminal. */
import { textOf } from '../../kernel/catalogue.ts';
import type { Locale } from '../../kernel/settings.ts';
import type { ErrorBody, Job } from '../../records/job.ts';

export interface Output {
  readonly locale: Locale;
  readonly json: boolean;
  /** A sentence of the catalogue on stderr. */
  say(code: string, params?: Readonly<Record<string, string | number>>): void;
  /** The one result: an object with `--json`, else the lines for people. */
  result(value: unknown, lines: readonly string[]): void;
  failure(error: ErrorBody): void;
  progress(job: Job): void;
  note(line: string): void;
}

/** `REKINDLE_LOCALE`, else the terminal's language: Chinese where it says so, English otherwise. */
export function terminalLocale(env: Readonly<Record<string, string | undefined>>): Locale {
  const own = env['REKINDLE_LOCALE'];
  if (own) return own === 'en' ? 'en' : 'zh-CN';
  const language = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return /^zh/i.test(language) ? 'zh-CN' : 'en';
}

export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
}

/** Output over two streams; progress rewrites its line on a terminal and adds lines elsewhere. */
export function createOutput(streams: Streams, locale: Locale, json: boolean): Output {
  const err = (text: string) => void streams.stderr.write(text);
  let shown = '';
  const clear = () => {
    if (shown && streams.stderr.isTTY) err('\r\u001b[K');
    shown = '';
  };
  return {
    locale,
    json,
    note: line => err(`${line}\n`),
    say: (code, params) => {
      clear();
      err(`${textOf(code, locale, params).message}\n`);
    },
    result(value, lines) {
      clear();
      streams.stdout.write(json ? `${JSON.stringify(value)}\n` : lines.map(line => `${line}\n`).join(''));
    },
    failure(error) {
      clear();
      if (json) streams.stdout.write(`${JSON.stringify({ error })}\n`);
      err(`${[error.message, ...detailLines(error)].join('\n  ')}\n`);
      if (error.remedy) err(`${textOf('cli-remedy', locale, { remedy: error.remedy }).message}\n`);
    },
    progress(job) {
      const line = progressLine(job);
      // A file or a log gets a line a step; the seconds left alone are for somebody who watches.
      const step = streams.stderr.isTTY ? line : `${job.kind} ${job.label} ${job.done}`;
      if (step === shown) return;
      if (streams.stderr.isTTY) err(`\r\u001b[K${line}`);
      else err(`${line}\n`);
      shown = step;
    },
  };
}

function detailLines(error: ErrorBody): string[] {
  const parts = { path: error.path, received: error.received, expected: error.expected };
  return Object.entries(parts)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}: ${value}`);
}

const counted = (value: number): string => Math.round(value).toLocaleString('en-US');

function progressLine(job: Job): string {
  const share = job.total ? ` / ${counted(job.total)} (${Math.floor((100 * job.done) / job.total)} %)` : '';
  const left = job.remainingSeconds === null ? '' : `, ${counted(job.remainingSeconds)} s`;
  // A handful of steps is no stream of units: a rate of them says nothing.
  const rate = job.rate === null || (job.total ?? job.done) < 100 ? '' : `, ${counted(job.rate)}/s`;
  return `${job.kind} ${job.label} ${counted(job.done)}${share}${rate}${left}`.replace(/ +/g, ' ');
}

/** Any result as indented `name value` lines; long lists are cut and say so. */
export function plainLines(value: unknown, indent = ''): string[] {
  if (value === null || typeof value !== 'object') return [`${indent}${String(value ?? '–')}`];
  if (Array.isArray(value)) {
    const head = value
      .slice(0, 20)
      .flatMap(item =>
        isFlat(item) ? [`${indent}- ${flat(item)}`] : [`${indent}-`, ...plainLines(item, `${indent}  `)],
      );
    return value.length > 20 ? [...head, `${indent}… +${value.length - 20}`] : head;
  }
  return Object.entries(value).flatMap(([name, item]) =>
    isFlat(item)
      ? [`${indent}${name}: ${flat(item)}`]
      : [`${indent}${name}:`, ...plainLines(item, `${indent}  `)],
  );
}

const isScalar = (value: unknown): boolean => value === null || typeof value !== 'object';
const isFlat = (value: unknown): boolean =>
  isScalar(value) || (Object.values(value as object).every(isScalar) && JSON.stringify(value).length <= 100);
const flat = (value: unknown): string =>
  isScalar(value)
    ? String(value ?? '–')
    : Array.isArray(value)
      ? value.map(flat).join(', ')
      : Object.entries(value as object)
          .map(([name, item]) => `${name} ${flat(item)}`)
          .join(', ');
