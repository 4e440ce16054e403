/** The product's own log, whose lines are searched for canaries instead of written. */
import { createLog } from '../app/log.ts';
import type { Logger } from '../kernel/log.ts';
import { searchText } from './leaks.ts';

const log = createLog({
  level: 'debug',
  destination: { write: line => searchText(`log ${/"msg":"([a-z-]+)"/.exec(line)?.[1]}`, line) },
});

export const searchedLog: Logger = {
  info: (fields, event) => log.info(fields, event),
  warn: (fields, event) => log.warn(fields, event),
  error: (fields, event) => log.error(fields, event),
  debug: (fields, event) => log.debug(fields, event),
};
