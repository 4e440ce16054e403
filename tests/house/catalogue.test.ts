import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue, textOf } from '../../src/kernel/catalogue.ts';

const root = resolve(import.meta.dirname, '../..');
const sources = globSync('src/**/*.ts', { cwd: root }).filter(
  path => !path.endsWith('.test.ts') && !/catalogue[^/]*\.ts$/.test(path),
);

const thrown = /\b(?:badInput|notFound|notAllowed|conflict|unavailable)\(\s*'([a-z0-9-]+)'/g;
const reasons = /'((?:skip|audience|campaign|calendar|receipt)-[a-z0-9-]+)'/g;

const codesIn = (pattern: RegExp, paths: readonly string[]) => {
  const found = new Map<string, string>();
  for (const path of paths) {
    for (const match of readFileSync(join(root, path), 'utf8').matchAll(pattern)) {
      if (match[1]) found.set(match[1], path);
    }
  }
  return found;
};

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(m => m[1]).sort();

describe('the catalogue of texts', () => {
  it('has each code in one part-file only', () => {
    const places = new Map<string, string[]>();
    for (const path of globSync('src/kernel/catalogue-*.ts', { cwd: root })) {
      for (const match of readFileSync(join(root, path), 'utf8').matchAll(/^ {2}'?([a-z0-9-]+)'?: \{/gm)) {
        if (match[1]) places.set(match[1], [...(places.get(match[1]) ?? []), path]);
      }
    }
    expect([...places].filter(([, paths]) => paths.length > 1)).toEqual([]);
  });

  it('knows every code that is thrown', () => {
    const missing = [...codesIn(thrown, sources)].filter(([code]) => !catalogue[code]);
    expect(missing).toEqual([]);
  });

  it('knows every reason of the contact policy', () => {
    const act = sources.filter(path => path.startsWith('src/act/') && !path.includes('.route.'));
    // Job kinds and template names look like codes and are none.
    const known = new Set(['campaign-state']);
    const missing = [...codesIn(reasons, act)].filter(([code]) => !catalogue[code] && !known.has(code));
    expect(missing).toEqual([]);
  });

  it('says the same in both languages: same placeholders, remedies in both, nothing empty', () => {
    for (const [code, { zh, en, remedy }] of Object.entries(catalogue)) {
      expect(zh.trim() && en.trim(), code).not.toBe('');
      expect(/\p{Script=Han}|\d/u.test(zh), `${code} has Chinese`).toBe(true);
      expect(/\p{Script=Han}/u.test(en.replace(/退订|拒收|回T退订|“|”/g, '')), `${code} in English`).toBe(
        false,
      );
      const extra = placeholders(en).filter(name => !placeholders(zh).includes(name));
      expect(extra, code).toEqual([]);
      if (remedy) expect(Boolean(remedy.zh.trim() && remedy.en.trim()), code).toBe(true);
    }
  });

  it('fills placeholders and leaves unknown ones to be seen', () => {
    expect(textOf('campaign-unknown', 'en', { name: 'x' }).message).toContain('x');
    expect(textOf('no-such-code', 'en').message).toBe('no-such-code');
  });
});
