/** What may never be seen on a page: text keys, catalogue codes, placeholders, words of the other language. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '../../src/kernel/catalogue.ts';

export type Locale = 'zh-CN' | 'en';

const folder = join(import.meta.dirname, '..', '..', 'console', 'src', 'locales');

type Texts = { readonly [name: string]: string | Texts };

const textsOf = (locale: Locale): [area: string, texts: Texts][] =>
  readdirSync(join(folder, locale)).map(file => [
    file.replace(/\.json$/, ''),
    JSON.parse(readFileSync(join(folder, locale, file), 'utf8')) as Texts,
  ]);

const pathsOf = (texts: Texts, above = ''): [path: string, text: string][] =>
  Object.entries(texts).flatMap(([name, value]) =>
    typeof value === 'string' ? [[above + name, value]] : pathsOf(value, `${above}${name}.`),
  );

const keys = new Set(
  textsOf('en').flatMap(([area, texts]) => pathsOf(texts).flatMap(([path]) => [path, `${area}:${path}`])),
);
/** Names that hold further names: a text called `shop` does not make `shop.example` of an address look like a key. */
const groups = new Set(
  textsOf('en').flatMap(([, texts]) => Object.keys(texts).filter(name => typeof texts[name] !== 'string')),
);
const english = textsOf('en')
  .flatMap(([, texts]) => pathsOf(texts).map(([, text]) => text))
  .join('\n');
/** Codes that nobody would write in a sentence: `non-products` is a word of the console too. */
const codes = new Set(Object.keys(catalogue).filter(code => !english.includes(code)));

/** Text of a bundle as the page says it, for tests that must press or read exactly that. */
export function textAt(locale: Locale, key: string, values: Record<string, string | number> = {}): string {
  const [area = '', path = ''] = key.split(':');
  const found = textsOf(locale)
    .filter(([name]) => name === area)
    .flatMap(([, texts]) => pathsOf(texts))
    .find(([name]) => name === path)?.[1];
  if (found === undefined) throw new Error(`no text ${key} in ${locale}`);
  return found.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** What the message editor lists as its variables: written like keys, meant to be read. */
const variables = new Set(['customer.name', 'organisation.name', 'coupon.code', 'coupon.amount']);
const isFileName = (token: string) => /\.(csv|gz|txt)$/.test(token);

const looksLikeKey = (token: string) =>
  keys.has(token) || (groups.has(token.split('.')[0] ?? '') && /^[a-z]+(\.[a-zA-Z-]+)+$/.test(token));

/** Keys, codes and placeholders that a reader would meet as they are. */
export function rawTexts(text: string): string[] {
  const tokens = text.match(/[a-zA-Z][\w-]*(?:[.:][a-zA-Z][\w-]*)+/g) ?? [];
  const words = text.match(/(?<![\w./@-])[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?![\w./@-])/g) ?? [];
  const slots = text.match(/\{\{.*?\}\}|\[object Object\]|\bNaN\b|\bundefined\b|\bnull\b|\bInvalid Date\b/g);
  const found = [
    ...tokens.filter(token => looksLikeKey(token) && !variables.has(token) && !isFileName(token)),
    ...words.filter(word => codes.has(word)),
    ...(slots ?? []),
  ];
  return [...new Set(found)];
}

/** Pieces of the other language left after the organisation's own data are taken out. */
export function foreignTexts(text: string, locale: Locale, own: Iterable<string>): string[] {
  // Commands to type are the same in every language.
  let rest = text.replace(/\brekindle [a-z][\w -]*/g, ' ');
  const byLength = [...new Set(own)].filter(item => item.length > 1).sort((a, b) => b.length - a.length);
  for (const item of byLength) rest = rest.replaceAll(item, ' ');
  if (locale === 'en') return rest.match(/[^\n]*\p{Script=Han}[^\n]*/gu) ?? [];
  return rest.match(/\b[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}[^\n]*/g) ?? [];
}
