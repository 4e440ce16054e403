/** `demo`: loads a shop or a data set, runs the whole loop and serves the console on it. */
import type { Command } from 'commander';
import { badInput } from '../../kernel/errors.ts';
import { type Terminal, verb } from './program.ts';

export function addDemoVerb(program: Command, terminal: Terminal): void {
  verb(program, terminal, 'demo', 'help-demo')
    .allowUnknownOption()
    .action(() => {
      throw badInput('verb-not-built', { params: { verb: 'demo' } });
    });
}
