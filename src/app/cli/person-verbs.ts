/** `erase CUSTOMER --reason TEXT` and `export CUSTOMER --out FILE`, by id, number, phone or e-mail in full. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput, notFound } from '../../kernel/errors.ts';
import { customerList } from '../../records/customer.ts';
import { certificate } from '../../records/privacy.ts';
import type { Client } from './client.ts';
import { plainLines } from './output.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

/** Adds both verbs. */
export function addPersonVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  verb(program, terminal, { usage: 'erase <customer>', help: 'help-erase' })
    .requiredOption('--reason <text>', help('help-erase-reason'))
    .action((query: string, _options, command: Command) => erase(terminal, query, optionsOf(command)));
  verb(program, terminal, { usage: 'export <customer>', help: 'help-export' })
    .requiredOption('--out <file>', help('help-export-out'))
    .action((query: string, _options, command: Command) => exportAll(terminal, query, optionsOf(command)));
}

/**
 * The one customer a query names; the value travels in a body and stands in no message. Throws `customer-unknown` and
 * `customer-ambiguous`.
 */
export async function customerOf(client: Client, query: string): Promise<string> {
  const { customers } = customerList.parse(
    await client.call('POST', '/api/customers/search', { query, limit: 2 }),
  );
  const [found, second] = customers;
  if (!found) throw notFound('customer-unknown', { path: 'CUSTOMER' });
  if (second) throw badInput('customer-ambiguous', { path: 'CUSTOMER' });
  return found.customerId;
}

interface EraseOptions {
  readonly data: string;
  readonly reason: string;
}

async function erase(terminal: Terminal, query: string, { data, reason }: EraseOptions): Promise<void> {
  const done = certificate.parse(
    await withClient(terminal, data, async client =>
      client.call('POST', `/api/customers/${await customerOf(client, query)}/erasure`, { reason }),
    ),
  );
  terminal.out.result(done, plainLines(done));
}

interface ExportOptions {
  readonly data: string;
  readonly out: string;
}

async function exportAll(terminal: Terminal, query: string, { data, out }: ExportOptions): Promise<void> {
  const base = out.replace(/\.(json|csv)$/i, '');
  const files = { json: `${base}.json`, csv: `${base}.csv` };
  const customerId = await withClient(terminal, data, async client => {
    const id = await customerOf(client, query);
    for (const format of ['json', 'csv'] as const)
      await client.download(`/api/customers/${id}/export?format=${format}`, files[format]);
    return id;
  });
  terminal.out.result({ customerId, files: Object.values(files) }, [
    textOf('cli-exported', terminal.locale, files).message,
  ]);
}
