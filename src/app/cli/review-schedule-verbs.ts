/** `reviews list`, `reviews schedule` and `reviews stop`: the check-ups there are, and those the server makes by itself. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import { reviewList } from '../../records/review.ts';
import { reviewScheduleView } from '../../records/review-schedule.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface ScheduleOptions {
  readonly data: string;
  readonly at: string;
  readonly weekday?: string;
  readonly day?: string;
}

const path = '/api/review-schedule';

/** Adds the verbs of `reviews`. */
export function addReviewScheduleVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const reviews = verb(program, terminal, { usage: 'reviews', help: 'help-reviews' });
  verb(reviews, terminal, { usage: 'list', help: 'help-reviews-list' }).action((_options, command: Command) =>
    list(terminal, optionsOf(command)),
  );
  verb(reviews, terminal, { usage: 'schedule', help: 'help-reviews-schedule' })
    .requiredOption('--at <time>', help('help-backups-at'))
    .option('--weekday <number>', help('help-reviews-weekday'))
    .option('--day <number>', help('help-reviews-day'))
    .action((_options, command: Command) => schedule(terminal, optionsOf(command)));
  verb(reviews, terminal, { usage: 'stop', help: 'help-reviews-stop' }).action((_options, command: Command) =>
    stop(terminal, optionsOf(command)),
  );
}

type Standing = ReturnType<typeof reviewScheduleView.parse>['schedule'];

function lineOf({ locale }: Terminal, standing: Standing): string {
  if (!standing) return textOf('cli-reviews-unscheduled', locale).message;
  const { every, weekday, day, at, zone, nextAt, last } = standing;
  const code = every === 'week' ? 'cli-reviews-weekly' : 'cli-reviews-monthly';
  const said = { weekday: weekday ?? '', day: day ?? '', at, zone, nextAt };
  const line = textOf(code, locale, said).message;
  if (last?.state !== 'failed') return line;
  const failed = { slot: last.slot, tries: last.tries, error: last.error ?? '' };
  return `${line} ${textOf('cli-reviews-failing', locale, failed).message}`;
}

function show(terminal: Terminal, reply: unknown): void {
  const view = reviewScheduleView.parse(reply);
  terminal.out.result(view, [lineOf(terminal, view.schedule)]);
}

async function list(terminal: Terminal, { data }: { data: string }): Promise<void> {
  const [made, standing] = await withClient(terminal, data, async client => [
    reviewList.parse(await client.call('GET', '/api/reviews')),
    reviewScheduleView.parse(await client.call('GET', path)),
  ]);
  terminal.out.result({ ...made, ...standing }, [
    lineOf(terminal, standing.schedule),
    ...made.reviews.map(each => `${each.asOf}  ${each.reviewId}`),
  ]);
}

/** A whole number of an option. Throws `field-invalid`. */
function wholeOf(name: string, text: string, expected: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  throw badInput('field-invalid', { path: name, received: text, expected, params: { path: name } });
}

async function schedule(terminal: Terminal, { data, at, weekday, day }: ScheduleOptions): Promise<void> {
  if ((weekday === undefined) === (day === undefined)) throw badInput('review-schedule-one-day');
  const body =
    weekday === undefined
      ? { every: 'month', day: wholeOf('--day', day ?? '', '1–31'), at }
      : { every: 'week', weekday: wholeOf('--weekday', weekday, '1–7'), at };
  show(terminal, await withClient(terminal, data, client => client.call('PUT', path, body)));
}

async function stop(terminal: Terminal, { data }: { data: string }): Promise<void> {
  show(terminal, await withClient(terminal, data, client => client.call('DELETE', path)));
}
