/** `user` and `key`: whoever may read the data folder may make, change and end both. */
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import type { AccountLinkReply } from '../../records/account.ts';
import { accountIdOf, accountsOf } from './account-lookup.ts';
import { addKeyVerbs } from './key-verbs.ts';
import { addScopeVerbs, scopeWords } from './scope-verbs.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { addUserSessionVerbs } from './user-session-verbs.ts';
import { withClient } from './with-client.ts';

type Data = { readonly data: string };

/** Adds the verbs of `user` and `key`. */
export function addAccountVerbs(program: Command, terminal: Terminal): void {
  const help = (code: string) => textOf(code, terminal.locale).message;
  const user = verb(program, terminal, { usage: 'user', help: 'help-user' });
  verb(user, terminal, { usage: 'add <email>', help: 'help-user-add' })
    .requiredOption('--role <role>', help('help-user-role'))
    .option('--password-stdin', help('help-password-stdin'))
    .option('--alone <reason>', help('help-alone'))
    .action((email: string, _options, command: Command) => addUser(terminal, email, optionsOf(command)));
  verb(user, terminal, { usage: 'invite <email>', help: 'help-user-invite' })
    .requiredOption('--role <role>', help('help-user-role'))
    .option('--alone <reason>', help('help-alone'))
    .action((email: string, _options, command: Command) => inviteUser(terminal, email, optionsOf(command)));
  verb(user, terminal, { usage: 'list', help: 'help-user-list' }).action((_options, command: Command) =>
    listUsers(terminal, optionsOf(command)),
  );
  verb(user, terminal, { usage: 'link <email>', help: 'help-user-link' })
    .option('--alone <reason>', help('help-alone'))
    .action((email: string, _options, command: Command) => makeLink(terminal, email, optionsOf(command)));
  for (const change of changes) {
    const made = verb(user, terminal, { usage: `${change.usage} <email>`, help: change.help });
    (change.waits ? made.option('--alone <reason>', help('help-alone')) : made).action(
      (email: string, _options, command: Command) =>
        changeUser(terminal, change, { email, ...optionsOf<Data & { alone?: string }>(command) }),
    );
  }
  verb(user, terminal, { usage: 'role <email>', help: 'help-user-set-role' })
    .requiredOption('--role <role>', help('help-user-role'))
    .option('--alone <reason>', help('help-alone'))
    .action((email: string, _options, command: Command) => setRole(terminal, email, optionsOf(command)));
  addScopeVerbs(user, terminal);
  addUserSessionVerbs(user, terminal);
  addKeyVerbs(program, terminal);
}

interface Change {
  readonly waits?: true;
  readonly usage: string;
  readonly help: string;
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
}

/** What is done to an account that is there, all `METHOD /api/users/ID/PATH`; `waits`: for a second person or a reason. */
const changes: readonly Change[] = [
  { usage: 'activate', help: 'help-user-activate', method: 'POST', path: 'activate', waits: true },
  { usage: 'deactivate', help: 'help-user-deactivate', method: 'POST', path: 'deactivate' },
  { usage: 'sign-out', help: 'help-user-sign-out', method: 'POST', path: 'sign-out' },
  {
    usage: 'remove-second-factor',
    help: 'help-user-second-factor',
    method: 'DELETE',
    path: 'second-factor',
    waits: true,
  },
];

interface UserOptions extends Data {
  readonly role: string;
  readonly passwordStdin?: boolean;
  readonly alone?: string;
}

const reasonOf = ({ alone }: { readonly alone?: string }) => (alone === undefined ? {} : { alone });

const say = (terminal: Terminal, code: string, params: Record<string, string> = {}) =>
  textOf(code, terminal.locale, params).message;

async function addUser(terminal: Terminal, email: string, options: UserOptions): Promise<void> {
  const given = options.passwordStdin ? (await text(process.stdin)).replace(/\r?\n$/, '') : undefined;
  const body = {
    email,
    role: options.role,
    ...(given === undefined ? {} : { password: given }),
    ...reasonOf(options),
  };
  const made = (await withClient(terminal, options.data, client =>
    client.call('POST', '/api/users', body),
  )) as {
    email: string;
    created: boolean;
    password?: string;
  };
  terminal.out.result(made, [
    say(terminal, made.created ? 'cli-account-made' : 'cli-account-changed', { email: made.email }),
    ...(made.password ? [say(terminal, 'cli-password', { password: made.password })] : []),
  ]);
}

const linkLines = (terminal: Terminal, { path, expiresAt }: AccountLinkReply) => [
  say(terminal, 'cli-account-link', { path, until: expiresAt }),
];

async function inviteUser(terminal: Terminal, email: string, options: UserOptions): Promise<void> {
  const { data, role } = options;
  const made = (await withClient(terminal, data, client =>
    client.call('POST', '/api/users/invitations', { email, role, ...reasonOf(options) }),
  )) as AccountLinkReply;
  terminal.out.result(made, linkLines(terminal, made));
}

async function makeLink(
  terminal: Terminal,
  email: string,
  options: Omit<UserOptions, 'role'>,
): Promise<void> {
  const made = (await withClient(terminal, options.data, async client =>
    client.call('POST', `/api/users/${await accountIdOf(client, email)}/password-link`, reasonOf(options)),
  )) as AccountLinkReply;
  terminal.out.result(made, linkLines(terminal, made));
}

async function listUsers(terminal: Terminal, { data }: Data): Promise<void> {
  const accounts = await withClient(terminal, data, accountsOf);
  terminal.out.result(
    { accounts },
    accounts.map(row =>
      [row.email, row.role, row.state, ...(row.secondFactor ? ['2FA'] : []), scopeWords(row)].join('  '),
    ),
  );
}

async function changeUser(
  terminal: Terminal,
  change: Change,
  { email, data, ...options }: Data & { email: string; alone?: string },
): Promise<void> {
  const body = change.waits ? reasonOf(options) : undefined;
  const reply = await withClient(terminal, data, async client =>
    client.call(change.method, `/api/users/${await accountIdOf(client, email)}/${change.path}`, body),
  );
  terminal.out.result(reply as object, [say(terminal, 'cli-account-changed', { email })]);
}

async function setRole(terminal: Terminal, email: string, options: UserOptions): Promise<void> {
  const { data, role } = options;
  const reply = await withClient(terminal, data, async client =>
    client.call('PUT', `/api/users/${await accountIdOf(client, email)}/role`, { role, ...reasonOf(options) }),
  );
  terminal.out.result(reply as object, [say(terminal, 'cli-account-changed', { email })]);
}
