/** `customer show|reveal|place`: one customer, by id, number, phone or e-mail in full. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { badInput } from '../../kernel/errors.ts';
import { revealedCustomer } from '../../records/customer.ts';
import { type CustomerPlaceRequest, customerPlace } from '../../records/data-scope.ts';
import type { Client } from './client.ts';
import { plainLines } from './output.ts';
import { customerOf } from './person-verbs.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

/** Adds `customer …`. */
export function addCustomerVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const customer = verb(program, terminal, { usage: 'customer', help: 'help-customer' });
  verb(customer, terminal, { usage: 'show <customer>', help: 'help-customer-show' }).action(
    (query: string, _options, command: Command) => show(terminal, query, optionsOf(command)),
  );
  verb(customer, terminal, { usage: 'reveal <customer>', help: 'help-customer-reveal' })
    .requiredOption('--reason <text>', help('help-customer-reason'))
    .action((query: string, _options, command: Command) => reveal(terminal, query, optionsOf(command)));
  verb(customer, terminal, { usage: 'place <customer>', help: 'help-customer-place' })
    .option('--owner <email>', help('help-customer-owner'))
    .option('--no-owner', help('help-customer-no-owner'))
    .option('--store <name>', help('help-customer-store'))
    .option('--no-store', help('help-customer-no-store'))
    .option('--region <name>', help('help-customer-region'))
    .option('--no-region', help('help-customer-no-region'))
    .action((query: string, _options, command: Command) => place(terminal, query, optionsOf(command)));
}

type Data = { readonly data: string };

/** Asks about the one customer a query names. */
const ofCustomer = (
  terminal: Terminal,
  { data, query }: Data & { readonly query: string },
  ask: (client: Client, path: string) => Promise<unknown>,
): Promise<unknown> =>
  withClient(terminal, data, async client =>
    ask(client, `/api/customers/${await customerOf(client, query)}`),
  );

async function show(terminal: Terminal, query: string, { data }: Data): Promise<void> {
  const page = await ofCustomer(terminal, { data, query }, (client, path) => client.call('GET', path));
  terminal.out.result(page, plainLines(page));
}

/** In clear: the reason is kept in the audit log before anything is opened, and the looks of an hour are counted. */
async function reveal(
  terminal: Terminal,
  query: string,
  { data, reason }: Data & { readonly reason: string },
): Promise<void> {
  const found = revealedCustomer.parse(
    await ofCustomer(terminal, { data, query }, (client, path) =>
      client.call('POST', `${path}/reveal`, { reason }),
    ),
  );
  terminal.out.result(found, plainLines(found));
}

/** False: taken away; undefined: stays as it is. */
interface PlaceOptions extends Data {
  readonly owner?: string | false;
  readonly store?: string | false;
  readonly region?: string | false;
}

/** Throws `cli-place-nothing`. */
async function place(terminal: Terminal, query: string, options: PlaceOptions): Promise<void> {
  const { data, owner, store, region } = options;
  const body: CustomerPlaceRequest = {
    ...(owner === undefined ? {} : { ownerEmail: owner || null }),
    ...(store === undefined ? {} : { store: store || null }),
    ...(region === undefined ? {} : { region: region || null }),
  };
  if (Object.keys(body).length === 0) throw badInput('cli-place-nothing', { path: '--owner' });
  const after = customerPlace.parse(
    await ofCustomer(terminal, { data, query }, (client, path) => client.call('PUT', `${path}/place`, body)),
  );
  terminal.out.result(after, plainLines(after));
}
