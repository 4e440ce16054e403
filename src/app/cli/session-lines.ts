/** A session in one line of a list: its id, where from, with what, and since when. */
import { textOf } from '../../kernel/catalogue.ts';
import type { SessionRow } from '../../records/account.ts';
import type { Terminal } from './terminal.ts';

/** Times as the API gives them, machine time. */
export const sessionLine = (
  { locale }: Terminal,
  { sessionId, own, address, agent, openedAt, lastSeenAt }: SessionRow,
): string =>
  [
    sessionId,
    address ?? '–',
    agent ?? '–',
    textOf('cli-session-times', locale, { openedAt, lastSeenAt }).message,
    ...(own ? [textOf('cli-session-own', locale).message] : []),
  ].join('  ');
