/** `review`: computes the review of the base and prints it, channels among it, or writes it to a file to hand on. */
import type { Command } from 'commander';
import { z } from 'zod';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import { reviewFormats } from '../../records/review-names.ts';
import { plainLines } from './output.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

const reviewed = z.looseObject({ channels: z.looseObject({}) });
const channelled = z.object({ summary: z.looseObject({}).nullable() });

interface ReviewOptions {
  readonly data: string;
  readonly asOf?: string;
  readonly format?: string;
  readonly out?: string;
}

/** Adds `review`. */
export function addReviewVerb(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  verb(program, terminal, { usage: 'review', help: 'help-review' })
    .option('--as-of <time>', help('help-as-of'))
    .option('--format <format>', help('help-review-format'))
    .option('--out <file>', help('help-out'))
    .action((_options, command: Command) => review(terminal, optionsOf<ReviewOptions>(command)));
}

async function review(terminal: Terminal, options: ReviewOptions): Promise<void> {
  const { format, out } = options;
  assertFormat(format);
  if (!format !== !out) throw badInput('review-format-needs-out', { path: format ? '--out' : '--format' });
  const asOf = options.asOf === undefined ? {} : { asOf: instantOf(options.asOf) };
  const document = await withClient(terminal, options.data, async client => {
    const made = (await client.call('POST', '/api/reviews', asOf)) as { reviewId: string };
    const at = `/api/reviews/${made.reviewId}`;
    if (out) await client.download(`${at}/export?format=${format}&locale=${terminal.locale}`, out);
    const { channels, ...whole } = reviewed.parse(await client.call('GET', at));
    const { summary } = channelled.parse(await client.call('GET', `${at}/channels`));
    return { ...whole, channels: { ...channels, ...summary } };
  });
  const written = out ? [textOf('cli-written', terminal.locale, { path: out }).message] : null;
  terminal.out.result(document, written ?? plainLines(document));
}

/** An ISO 8601 time; a day alone means its first moment in UTC. Throws `field-invalid`. */
function instantOf(text: string): string {
  const at = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(at.getTime())) {
    throw badInput('field-invalid', {
      path: '--as-of',
      received: text,
      expected: '2026-11-22T00:00:00Z',
      params: { path: '--as-of' },
    });
  }
  return at.toISOString();
}

function assertFormat(format: string | undefined): void {
  if (format === undefined || reviewFormats.some(known => known === format)) return;
  const path = '--format';
  throw badInput('field-invalid', {
    path,
    received: format,
    expected: reviewFormats.join(' | '),
    params: { path },
  });
}
