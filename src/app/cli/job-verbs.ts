/** `jobs list|show|cancel|resume|schedules`: long work as the page Background work shows and steers it. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { type Job, jobListSchema, jobSchema } from '../../records/job.ts';
import { scheduleListSchema } from '../../records/schedule.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface ListOptions {
  readonly data: string;
  readonly state?: string;
  readonly kind?: string;
}

/** Adds the verbs of `jobs`. */
export function addJobVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const jobs = verb(program, terminal, { usage: 'jobs', help: 'help-jobs' });
  verb(jobs, terminal, { usage: 'list', help: 'help-jobs-list' })
    .option('--state <state>', help('help-jobs-state'))
    .option('--kind <kind>', help('help-jobs-kind'))
    .action((_options, command: Command) => listJobs(terminal, optionsOf(command)));
  verb(jobs, terminal, { usage: 'show <id>', help: 'help-jobs-show' }).action(
    (id: string, _options, command: Command) =>
      oneJob(terminal, { id, ...optionsOf<{ data: string }>(command) }),
  );
  for (const move of ['cancel', 'resume'] as const) {
    verb(jobs, terminal, { usage: `${move} <id>`, help: `help-jobs-${move}` }).action(
      (id: string, _options, command: Command) =>
        oneJob(terminal, { id, move, ...optionsOf<{ data: string }>(command) }),
    );
  }
  verb(jobs, terminal, { usage: 'schedules', help: 'help-jobs-schedules' }).action(
    (_options, command: Command) => listSchedules(terminal, optionsOf(command)),
  );
}

/** The newest 200 that fit. */
async function listJobs(terminal: Terminal, { data, state, kind }: ListOptions): Promise<void> {
  const query = new URLSearchParams({
    limit: '200',
    ...(state === undefined ? {} : { state }),
    ...(kind === undefined ? {} : { kind }),
  });
  const reply = jobListSchema.parse(
    await withClient(terminal, data, client => client.call('GET', `/api/jobs?${query}`)),
  );
  const none = textOf('cli-jobs-none', terminal.locale).message;
  terminal.out.result(reply, reply.jobs.length === 0 ? [none] : reply.jobs.map(lineOf));
}

interface OneJob {
  readonly data: string;
  readonly id: string;
  readonly move?: 'cancel' | 'resume';
}

async function oneJob(terminal: Terminal, { data, id, move }: OneJob): Promise<void> {
  const path = `/api/jobs/${encodeURIComponent(id)}`;
  const job = jobSchema.parse(
    await withClient(terminal, data, client =>
      move ? client.call('POST', `${path}/${move}`) : client.call('GET', path),
    ),
  );
  terminal.out.result(job, [lineOf(job)]);
}

/** Id, kind, state, how far, rate and time left, when, and why it failed. */
function lineOf(job: Job): string {
  const { done, total, rate, remainingSeconds, error } = job;
  return [
    job.jobId,
    job.kind,
    job.stuck ? `${job.state} (stuck)` : job.state,
    total === null ? `${done}` : `${done}/${total}`,
    ...(rate === null ? [] : [`${rate.toFixed(1)}/s`]),
    ...(remainingSeconds === null ? [] : [`${Math.ceil(remainingSeconds)} s`]),
    job.finishedAt ?? job.startedAt ?? job.createdAt,
    ...(error ? [`${error.code}: ${error.message}`] : []),
  ].join('  ');
}

async function listSchedules(terminal: Terminal, { data }: { readonly data: string }): Promise<void> {
  const reply = scheduleListSchema.parse(
    await withClient(terminal, data, client => client.call('GET', '/api/schedules')),
  );
  terminal.out.result(
    reply,
    reply.schedules.map(({ name, everySeconds, lastStartedAt, lastSuccessAt, nextAt, failures, error }) =>
      textOf('cli-schedule', terminal.locale, {
        name,
        every: everySeconds,
        last: lastStartedAt ?? '–',
        success: lastSuccessAt ?? '–',
        next: nextAt ?? '–',
      }).message.concat(failures === 0 ? '' : `  ${failures} × ${error ?? ''}`),
    ),
  );
}
