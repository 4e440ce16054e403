/** The log a shell may write to: an event code and plain fields, never free text with customer data in it. */
export interface Logger {
  info(fields: Record<string, unknown>, event: string): void;
  warn(fields: Record<string, unknown>, event: string): void;
  error(fields: Record<string, unknown>, event: string): void;
  debug(fields: Record<string, unknown>, event: string): void;
}

export const silentLog: Logger = { info() {}, warn() {}, error() {}, debug() {} };
