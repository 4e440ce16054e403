/** `identity queue|ignore|reopen|keys|key`: what waits to be looked at, taking it off the list and putting it back. */
import { Argument, type Command, Option } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import {
  doubtList,
  doubtReasons,
  doubtStates,
  sharedKeyList,
  sharedKeyStates,
} from '../../records/identity.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

interface Options {
  readonly data: string;
}
interface ReasonOptions extends Options {
  readonly reason: string;
}
interface ListOptions extends Options {
  readonly why?: string;
  readonly state?: string;
}

const keyDeeds = ['ignore', 'reopen', 'enable', 'disable'] as const;

/** Adds the verbs below `identity` that list what is to be looked at. */
export function addIdentityListVerbs(identity: Command, terminal: Terminal): void {
  const help = (code: string, params = {}) => textOf(code, terminal.locale, params).message;
  const byState = (states: readonly string[]) =>
    new Option('--state <state>', help('help-identity-state', { states: states.join(', ') })).choices(states);
  const reasoned = (usage: string, code: string) =>
    verb(identity, terminal, { usage, help: code }).requiredOption(
      '--reason <text>',
      help('help-identity-reason'),
    );
  verb(identity, terminal, { usage: 'queue', help: 'help-identity-queue' })
    .addOption(new Option('--why <reason>', help('help-identity-why')).choices([...doubtReasons]))
    .addOption(byState(doubtStates))
    .action((_options, command: Command) => queue(terminal, optionsOf(command)));
  for (const deed of ['ignore', 'reopen'] as const)
    reasoned(`${deed} <record> <other>`, `help-identity-${deed}`).action(
      (...[record, other, , command]: [string, string, object, Command]) =>
        put(terminal, optionsOf(command), { path: `/api/identity/doubts/${deed}`, body: { record, other } }),
    );
  verb(identity, terminal, { usage: 'keys', help: 'help-identity-keys' })
    .addOption(byState(sharedKeyStates))
    .action((_options, command: Command) => keys(terminal, optionsOf(command)));
  reasoned('key', 'help-identity-key')
    .addArgument(new Argument('<deed>').choices([...keyDeeds]))
    .argument('<kind>')
    .argument('<keyId>')
    .action((...[deed, kind, keyId, , command]: [string, string, string, object, Command]) =>
      put(terminal, optionsOf(command), {
        path: `/api/identity/shared-keys/${deed}`,
        body: { kind, keyId },
      }),
    );
}

const query = ({ why, state }: ListOptions): string =>
  new URLSearchParams({ limit: '200', ...(why ? { why } : {}), ...(state ? { state } : {}) }).toString();

async function queue(terminal: Terminal, options: ListOptions): Promise<void> {
  const reply = await withClient(terminal, options.data, client =>
    client.call('GET', `/api/identity/doubts?${query(options)}`),
  );
  const list = doubtList.parse(reply);
  const say = (code: string, params: Record<string, string> = {}) =>
    textOf(code, terminal.locale, params).message;
  const lines = list.doubts.map(({ recordId, otherId, keyKind, why }) =>
    say('cli-identity-doubt', { record: recordId, other: otherId, kind: keyKind, why }).trimStart(),
  );
  terminal.out.result(list, lines.length > 0 ? lines : [say('cli-identity-none')]);
}

async function keys(terminal: Terminal, options: ListOptions): Promise<void> {
  const reply = await withClient(terminal, options.data, client =>
    client.call('GET', `/api/identity/shared-keys?${query(options)}`),
  );
  const list = sharedKeyList.parse(reply);
  const lines = list.keys.map(
    ({ kind, keyId, masked, records }) =>
      textOf('cli-identity-shared', terminal.locale, { kind, keyId, masked: masked ?? '–', records }).message,
  );
  const none = textOf('cli-identity-no-keys', terminal.locale).message;
  terminal.out.result(list, lines.length > 0 ? lines : [none]);
}

interface Deed {
  readonly path: string;
  readonly body: object;
}

async function put(terminal: Terminal, { data, reason }: ReasonOptions, { path, body }: Deed): Promise<void> {
  const reply = await withClient(terminal, data, client => client.call('POST', path, { ...body, reason }));
  const done = reply as Record<string, number>;
  const code = path.endsWith('/ignore')
    ? 'cli-identity-off'
    : path.endsWith('/reopen')
      ? 'cli-identity-on'
      : 'cli-identity-key-done';
  terminal.out.result(done, [textOf(code, terminal.locale, done).message]);
}
