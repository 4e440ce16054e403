/** `campaign put|approve|launch|pause|resume|cancel|status|test|result`, `channel …` and `why CUSTOMER CAMPAIGN`. */
import type { Command } from 'commander';
import { textOf } from '../../kernel/catalogue.ts';
import type { Client } from './client.ts';
import { nameOf, readJsonFile } from './json-file.ts';
import { plainLines } from './output.ts';
import { optionsOf, type Terminal, verb } from './terminal.ts';
import { withClient } from './with-client.ts';

const at = (name: string, rest = ''): string => `/api/campaigns/${encodeURIComponent(name)}${rest}`;

/** Adds `campaign …`, `channel …` and `why`. */
export function addCampaignVerbs(program: Command, terminal: Terminal): void {
  const campaign = verb(program, terminal, { usage: 'campaign', help: 'help-campaign' });
  const run = async (command: Command, work: (client: Client) => Promise<unknown>) => {
    const reply = await withClient(terminal, optionsOf(command).data, work);
    terminal.out.result(reply, plainLines(reply));
  };
  verb(campaign, terminal, { usage: 'put <file>', help: 'help-campaign-put' }).action(
    async (file: string, _o, command: Command) => {
      const definition = await readJsonFile(file);
      await run(command, client => client.call('PUT', `/api/campaigns/${nameOf(definition)}`, definition));
    },
  );
  verb(campaign, terminal, { usage: 'launch <name>', help: 'help-campaign-launch' }).action(
    (name: string, _o, command: Command) => run(command, client => launch(client, name)),
  );
  for (const move of ['approve', 'pause', 'resume', 'cancel'] as const) {
    verb(campaign, terminal, { usage: `${move} <name>`, help: `help-campaign-${move}` }).action(
      (name: string, _o, command: Command) =>
        run(command, client => client.call('POST', at(name, `/${move}`))),
    );
  }
  verb(campaign, terminal, { usage: 'status <name>', help: 'help-campaign-status' }).action(
    (name: string, _o, command: Command) => run(command, client => client.call('GET', at(name, '/status'))),
  );
  verb(campaign, terminal, { usage: 'test <name>', help: 'help-campaign-test' })
    .requiredOption('--to <email>', textOf('help-campaign-test-to', terminal.locale).message)
    .action((name: string, { to }: { to: string }, command: Command) =>
      run(command, client => client.call('POST', at(name, '/test-message'), { to })),
    );
  const channel = verb(program, terminal, { usage: 'channel', help: 'help-channel' });
  verb(channel, terminal, { usage: 'list', help: 'help-channel-list' }).action((_o, command: Command) =>
    run(command, client => client.call('GET', '/api/channels')),
  );
  verb(channel, terminal, { usage: 'check <channel>', help: 'help-channel-check' }).action(
    (name: string, _o, command: Command) =>
      run(command, client => client.call('POST', `/api/channels/${encodeURIComponent(name)}/check`)),
  );
  verb(campaign, terminal, { usage: 'result <name>', help: 'help-campaign-result' }).action(
    (name: string, _o, command: Command) => run(command, client => client.call('GET', at(name, '/result'))),
  );
  verb(program, terminal, { usage: 'why <customer> <campaign>', help: 'help-why' }).action(function (
    this: Command,
    customer: string,
    name: string,
  ) {
    const path = `/api/why/${encodeURIComponent(customer)}/${encodeURIComponent(name)}`;
    return run(this, client => client.call('GET', path));
  });
}

/** Whoever may run commands on the data folder may approve: a draft is approved and launched in one go. */
async function launch(client: Client, name: string): Promise<unknown> {
  const { state } = (await client.call('GET', at(name))) as { state: string };
  if (state === 'draft') await client.call('POST', at(name, '/approve'));
  return client.call('POST', at(name, '/launch'));
}
