/** `identity explain|merge|split|undo`: which records are one person, and saying otherwise. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import { household } from '../../records/household.ts';
import {
  type IdentityOfCustomer,
  identityOfCustomer,
  type RulingRequest,
  rulingReply,
} from '../../records/identity.ts';
import type { Client } from './client.ts';
import { addIdentityListVerbs } from './identity-list-verbs.ts';
import { addIdentitySettingsVerbs } from './identity-settings-verbs.ts';
import { customerOf } from './person-verbs.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface Options {
  readonly data: string;
}
interface ReasonOptions extends Options {
  readonly reason: string;
  readonly from?: string;
}

/** Adds the verbs below `identity`. */
export function addIdentityVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const identity = program.command('identity').description(help('help-identity'));
  const decides = (usage: string, code: string) =>
    verb(identity, terminal, { usage, help: code }).requiredOption(
      '--reason <text>',
      help('help-identity-reason'),
    );
  verb(identity, terminal, { usage: 'explain <customer>', help: 'help-identity-explain' }).action(
    (query: string, _options, command: Command) => explain(terminal, query, optionsOf(command)),
  );
  verb(identity, terminal, { usage: 'household <customer>', help: 'help-identity-household' }).action(
    (query: string, _options, command: Command) => showHousehold(terminal, query, optionsOf(command)),
  );
  decides('merge <record> <other>', 'help-identity-merge').action(
    (...[record, other, , command]: [string, string, object, Command]) =>
      rule(terminal, optionsOf(command), { kind: 'same', record, other }),
  );
  decides('split <record>', 'help-identity-split')
    .option('--from <other>', help('help-identity-from'))
    .action((record: string, _options, command: Command) => {
      const options = optionsOf<ReasonOptions>(command);
      return rule(terminal, options, {
        kind: 'apart',
        record,
        ...(options.from ? { other: options.from } : {}),
      });
    });
  decides('undo <decision>', 'help-identity-undo').action((id: string, _options, command: Command) =>
    undo(terminal, id, optionsOf(command)),
  );
  addIdentityListVerbs(identity, terminal);
  addIdentitySettingsVerbs(identity, terminal);
}

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A record by its id as it is, anything else as a search names it. */
const recordOf = async (client: Client, query: string): Promise<string> =>
  uuidShape.test(query) ? query : customerOf(client, query);

function linesOf(terminal: Terminal, { records, bonds, rulings, doubts }: IdentityOfCustomer): string[] {
  const say = (code: string, params: Record<string, string>) => textOf(code, terminal.locale, params).message;
  return [
    ...records.map(record =>
      say('cli-identity-record', {
        mark: record.isPerson ? '*' : ' ',
        id: record.customerId,
        idType: record.idType,
        externalId: record.externalId ?? '–',
        name: record.name ?? '–',
        kinds: record.keyKinds.join(', '),
      }),
    ),
    ...bonds.map(bond => say('cli-identity-bond', { kind: bond.keyKind, records: bond.records.join(', ') })),
    ...rulings.map(({ decisionId, left, right, kind, reason }) =>
      say('cli-identity-ruling', { decisionId, left, right, kind, reason }),
    ),
    ...doubts.map(({ recordId, otherId, keyKind, why }) =>
      say('cli-identity-doubt', { record: recordId, other: otherId, kind: keyKind, why }),
    ),
  ];
}

async function explain(terminal: Terminal, query: string, { data }: Options): Promise<void> {
  const reply = await withClient(terminal, data, async client =>
    client.call('GET', `/api/customers/${await recordOf(client, query)}/identity`),
  );
  const found = identityOfCustomer.parse(reply);
  terminal.out.result(found, linesOf(terminal, found));
}

async function showHousehold(terminal: Terminal, query: string, { data }: Options): Promise<void> {
  const reply = await withClient(terminal, data, async client =>
    client.call('GET', `/api/customers/${await recordOf(client, query)}/household`),
  );
  const found = household.parse(reply);
  terminal.out.result(
    found,
    found.members.map(
      member =>
        textOf('cli-identity-member', terminal.locale, {
          id: member.customerId,
          externalId: member.externalId ?? '–',
          name: member.name ?? '–',
          kinds: member.shares.join(', ') || '–',
        }).message,
    ),
  );
}

type Wish = Omit<RulingRequest, 'reason'>;

async function rule(terminal: Terminal, { data, reason }: ReasonOptions, wish: Wish): Promise<void> {
  const reply = await withClient(terminal, data, async client => {
    const record = await recordOf(client, wish.record);
    const other = wish.other === undefined ? {} : { other: await recordOf(client, wish.other) };
    return client.call('POST', '/api/identity/rulings', { kind: wish.kind, record, ...other, reason });
  });
  done(terminal, reply);
}

async function undo(terminal: Terminal, id: string, { data, reason }: ReasonOptions): Promise<void> {
  done(
    terminal,
    await withClient(terminal, data, client =>
      client.call('POST', `/api/identity/rulings/${encodeURIComponent(id)}/undo`, { reason }),
    ),
  );
}

function done(terminal: Terminal, reply: unknown): void {
  const decided = rulingReply.parse(reply);
  terminal.out.result(decided, [textOf('cli-identity-done', terminal.locale, decided).message]);
}
