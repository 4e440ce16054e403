import { expect, test } from 'vitest';
import { findKeys, judge } from './locale-check.ts';

const use = (source: string) => findKeys(source, ['shell', 'home']);
const texts = (zh: Record<string, string>, en: Record<string, string>) => ({
  'zh-CN': new Map(Object.entries(zh)),
  en: new Map(Object.entries(en)),
});

test('a whole key and the beginning of a built key are told apart', () => {
  const found = use("t('shell:menu'); t(`home:need.${kind}.tag`); const url = 'https://x';");
  expect([...found.keys]).toEqual(['shell:menu']);
  expect(found.prefixes).toEqual(['home:need.']);
});

test('a text missing in one language is named', () => {
  expect(judge(texts({ 'shell:menu': '菜单' }, {}), use("t('shell:menu')"))).toEqual([
    'en: missing shell:menu',
  ]);
});

test('a key that nobody wrote and a key that nobody uses are named', () => {
  const both = texts({ 'shell:old': '旧' }, { 'shell:old': 'Old' });
  expect(judge(both, use("t('shell:menu')"))).toEqual([
    'used in the source, not written: shell:menu',
    'written, never used: shell:old',
  ]);
});

test('plural forms count as one key, and placeholders must agree', () => {
  const both = texts(
    { 'home:n_other': '{{n}} 件' },
    { 'home:n_one': '{{n}} thing', 'home:n_other': '{{count}} things' },
  );
  expect(judge(both, use("t('home:n', { count: 2 })"))).toEqual([
    'other placeholders in the other language: home:n_other',
  ]);
});
