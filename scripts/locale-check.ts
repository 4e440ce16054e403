/**
 * Fails when the console's texts are not complete in both languages: a key missing in one of them, used in the source
 * but not written, written but never used, or with other placeholders or tags in the other language. Keys are written
 * whole (`area:path.to.key`) everywhere; a key built at run time is a template whose fixed beginning ends before `${`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const languages = ['zh-CN', 'en'] as const;
type Texts = ReadonlyMap<string, string>;

/** What the source asks for: whole keys, and beginnings of keys that are completed at run time. */
export interface KeyUse {
  readonly keys: ReadonlySet<string>;
  readonly prefixes: readonly string[];
}

const withoutPlural = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '');

function flatten(value: object, path: string, into: Map<string, string>): void {
  for (const [name, inner] of Object.entries(value)) {
    const key = path.endsWith(':') ? path + name : `${path}.${name}`;
    if (typeof inner === 'string') into.set(key, inner);
    else flatten(inner, key, into);
  }
}

/** Every text of one language by its whole key. */
export function readTexts(folder: string): Texts {
  const texts = new Map<string, string>();
  for (const file of readdirSync(folder).filter(name => name.endsWith('.json'))) {
    flatten(
      JSON.parse(readFileSync(join(folder, file), 'utf8')),
      `${file.slice(0, -'.json'.length)}:`,
      texts,
    );
  }
  return texts;
}

/** Finds the keys in one source text; `areas` tells a key from any other string with a colon. */
export function findKeys(source: string, areas: readonly string[]): KeyUse {
  const keys = new Set<string>();
  const prefixes: string[] = [];
  const pattern = new RegExp(`(['"\`])((?:${areas.join('|')}):[\\w.-]*)(\\$\\{|\\1)`, 'g');
  for (const [, , key = '', end] of source.matchAll(pattern)) {
    if (end === '${') prefixes.push(key);
    else keys.add(key);
  }
  return { keys, prefixes };
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map(name => join(folder, name));
}

const marks = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}|<(\w+)>/g)]
    .map(match => match[0])
    .sort()
    .join(' ');

/** Sentences about everything wrong; empty when both languages are complete. */
export function judge(texts: Readonly<Record<string, Texts>>, use: KeyUse): string[] {
  const faults: string[] = [];
  const known = new Set(Object.values(texts).flatMap(language => [...language.keys()].map(withoutPlural)));
  for (const [language, entries] of Object.entries(texts)) {
    const here = new Set([...entries.keys()].map(withoutPlural));
    for (const key of known) if (!here.has(key)) faults.push(`${language}: missing ${key}`);
    for (const [key, text] of entries) if (text.trim() === '') faults.push(`${language}: empty ${key}`);
  }
  for (const key of use.keys)
    if (!known.has(withoutPlural(key))) faults.push(`used in the source, not written: ${key}`);
  for (const prefix of use.prefixes) {
    if (![...known].some(key => key.startsWith(prefix))) faults.push(`no key begins with ${prefix}`);
  }
  for (const key of known) {
    const used = use.keys.has(key) || use.prefixes.some(prefix => key.startsWith(prefix));
    if (!used) faults.push(`written, never used: ${key}`);
  }
  const [first, second] = Object.values(texts);
  for (const [key, text] of first ?? []) {
    const other = second?.get(key);
    if (other !== undefined && marks(other) !== marks(text))
      faults.push(`other placeholders in the other language: ${key}`);
  }
  return faults;
}

/** Judges the console below a folder. */
export function checkConsole(console: string): string[] {
  const texts = Object.fromEntries(languages.map(name => [name, readTexts(join(console, 'locales', name))]));
  const areas = readdirSync(join(console, 'locales', languages[0])).map(name => name.replace('.json', ''));
  const uses = sourceFiles(console).map(file => findKeys(readFileSync(file, 'utf8'), areas));
  return judge(texts, {
    keys: new Set(uses.flatMap(use => [...use.keys])),
    prefixes: uses.flatMap(use => use.prefixes),
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = checkConsole(fileURLToPath(new URL('../console/src', import.meta.url)));
  for (const fault of faults) console.error(fault);
  console.log(
    faults.length === 0 ? 'both languages are complete' : `${faults.length} faults in the console's texts`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
}
