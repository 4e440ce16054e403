/** `review`: computes the review of the base and prints it. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import { plainLines } from './output.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

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
    .option('--format <format>')
    .option('--out <file>', help('help-out'))
    .action((_options, command: Command) => review(terminal, optionsOf<ReviewOptions>(command)));
}

async function review(terminal: Terminal, options: ReviewOptions): Promise<void> {
  if (options.format || options.out)
    throw badInput('verb-not-built', { params: { verb: 'review --format' } });
  const asOf = options.asOf === undefined ? {} : { asOf: instantOf(options.asOf) };
  const document = await withClient(terminal, options.data, async client => {
    const made = (await client.call('POST', '/api/reviews', asOf)) as { reviewId: string };
    return client.call('GET', `/api/reviews/${made.reviewId}`);
  });
  terminal.out.result(document, plainLines(document));
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
