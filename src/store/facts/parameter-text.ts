/**
 * Values as the embedded engine reads them in `SET param_x = '…'`: first the text form of the type (scalars in
 * the tab-separated escaping, arrays as literals), then a quoted SQL string. Fuzzed against the engine.
 */
import type { FactsParam } from './sql.ts';

const tabEscapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\r': '\\r',
  '\n': '\\n',
  '\t': '\\t',
  '\0': '\\0',
  "'": "\\'",
};

const tabEscaped = (value: string) =>
  value.replace(/[\\\b\f\r\n\t\0']/g, character => tabEscapes[character] ?? character);

/** A SQL string literal. */
export const quotedLiteral = (value: string): string =>
  `'${value.replace(/[\\']/g, character => `\\${character}`).replace(/\0/g, '\\0')}'`;

const valueText = (value: FactsParam['value']) =>
  typeof value === 'string' ? tabEscaped(value) : `[${value.map(quotedLiteral).join(',')}]`;

/** The `SET` statement that must precede a query on the same session, or null when it has no parameters. */
export function setParameters(params: Readonly<Record<string, FactsParam>>): string | null {
  const assignments = Object.entries(params).map(
    ([name, param]) => `param_${name} = ${quotedLiteral(valueText(param.value))}`,
  );
  return assignments.length ? `SET ${assignments.join(', ')}` : null;
}
