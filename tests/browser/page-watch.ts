/**
 * What every page of the console is held to: no error on the browser's console, no raw text keys, no words of the
 * other language outside the organisation's own data, one heading, no serious accessibility fault; and its picture.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { searchText } from '../../src/testing/leaks.ts';
import { foreignTexts, type Locale, rawTexts } from './console-texts.ts';

const pictures = join(import.meta.dirname, '..', '..', 'test-results', 'browser');

/** Response fields that hold the product's own words; everything else in Chinese is the organisation's data. */
const productWords = new Set(['message', 'remedy', 'text', 'zh', 'expected', 'detail', 'label', 'sentence']);

export interface PageWatch {
  /** The organisation's words seen in answers of the server so far. */
  readonly own: Set<string>;
  /** What the browser's console complained of since the last look. */
  readonly faults: string[];
  /** Refused requests a test provokes on purpose, by the end of their address and status. */
  allow(pattern: RegExp): void;
  /** Holds the page that is open to the rules and keeps its picture under this name. */
  check(name: string): Promise<void>;
  /** Turns the open page dark and back: no accessibility fault there either, its own colours above all. */
  checkDark(name: string): Promise<void>;
}

/** Begins to listen on a page. Call `check` once the page shows its data. */
export function watch(page: Page, locale: Locale): PageWatch {
  const faults: string[] = [];
  const allowed: RegExp[] = [];
  const own = new Set<string>();
  page.on('console', message => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    const line = `${message.type()}: ${message.text()} (${message.location().url})`;
    if (!allowed.some(pattern => pattern.test(line))) faults.push(line);
  });
  page.on('pageerror', error => faults.push(`page error: ${error.message}`));
  page.on('request', request => searchText('address a page asked for', request.url()));
  page.on('response', response => {
    if (!new URL(response.url()).pathname.startsWith('/api/')) return;
    void response.json().then(
      body => collectOwn(body, own),
      () => {},
    );
  });
  return {
    own,
    faults,
    allow: pattern => void allowed.push(pattern),
    check: name => checkPage({ page, locale, own, faults, name }),
    checkDark: name => checkDark(page, name),
  };
}

const isWords = (value: string) => /\p{Script=Han}|[A-Za-z]{2,}/u.test(value);

function collectOwn(value: unknown, own: Set<string>, key = ''): void {
  if (typeof value === 'string') {
    if (!productWords.has(key) && value.length <= 300 && isWords(value)) own.add(value);
  } else if (Array.isArray(value)) {
    for (const item of value) collectOwn(item, own, key);
  } else if (value !== null && typeof value === 'object') {
    for (const [name, item] of Object.entries(value)) {
      if (/\p{Script=Han}/u.test(name)) own.add(name);
      collectOwn(item, own, name);
    }
  }
}

interface Checked {
  readonly page: Page;
  readonly locale: Locale;
  readonly own: Set<string>;
  readonly faults: string[];
  readonly name: string;
}

async function checkPage({ page, locale, own, faults, name }: Checked): Promise<void> {
  await settled(page);
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${locale}-${name}.png`), fullPage: true });
  await settled(page);
  const text = (await page.evaluate(readableText)) as string;
  expect.soft(rawTexts(text), `${name}: raw keys, codes or placeholders`).toEqual([]);
  expect.soft(foreignTexts(text, locale, own), `${name}: words of the other language`).toEqual([]);
  expect.soft(await page.locator('h1').count(), `${name}: main headings`).toBe(1);
  expect.soft(await page.evaluate(cutOff), `${name}: cut off or too wide`).toEqual([]);
  expect.soft(await seriousFaults(page), `${name}: accessibility`).toEqual([]);
  expect.soft(faults.splice(0), `${name}: errors on the console`).toEqual([]);
}

async function checkDark(page: Page, name: string): Promise<void> {
  await turn(page, 'dark');
  await settled(page);
  expect.soft(await seriousFaults(page), `${name}: accessibility in the dark`).toEqual([]);
  await turn(page, 'light');
}

async function turn(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  const theme = () => page.evaluate('document.documentElement.dataset.theme');
  await expect.poll(theme, { timeout: 20_000 }).toBe(colorScheme);
}

/** Nothing loading, nothing moving: skeletons gone, charts drawn, fonts there. */
export async function settled(page: Page): Promise<void> {
  // Not `waitForFunction`: it compiles its text inside the page, which the page's policy rightly forbids.
  await expect.poll(() => page.evaluate(unrest), { timeout: 20_000, interval: 100 }).toEqual([]);
}

const unrest = `(() => {
  const found = [];
  if (document.querySelector('.skeleton, .list[aria-busy=true], .ant-btn-loading')) found.push('loading');
  if (document.fonts.status !== 'loaded') found.push('fonts');
  if (![...document.querySelectorAll('.chart-frame')].every(frame => frame.querySelector('svg'))) found.push('charts');
  const endless = move => move.effect?.getTiming().iterations === Infinity;
  if (document.getAnimations().some(move => move.playState === 'running' && !endless(move))) found.push('moving');
  return found;
})()`;

/** The words a reader sees or hears: visible text, names of controls, placeholders; not letters of other languages. */
const readableText = `(() => {
  const lines = [document.title, document.body.innerText];
  for (const element of document.querySelectorAll('[aria-label],[title],[placeholder]')) {
    for (const name of ['aria-label', 'title', 'placeholder']) lines.push(element.getAttribute(name) ?? '');
  }
  let text = lines.join('\\n');
  for (const other of document.querySelectorAll('body [lang]')) text = text.replaceAll(other.innerText, '');
  for (const code of document.querySelectorAll('code, pre, .mono')) text = text.replaceAll(code.innerText, '');
  return text;
})()`;

/** Elements wider than the window, and text that is clipped without a way to read it. */
const cutOff = `(() => {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth + 1) found.push('page ' + root.scrollWidth + ' > ' + root.clientWidth);
  for (const element of document.querySelectorAll('main h1, main h2, main h3, main button, main .tag, main dd, main dt')) {
    const style = getComputedStyle(element);
    if (style.overflowX === 'visible' || element.closest('.sr-only, .ant-switch, .ant-picker')) continue;
    if (element.scrollWidth > element.clientWidth + 2) found.push(element.tagName + ' ' + element.innerText.slice(0, 40));
  }
  return found;
})()`;

async function seriousFaults(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const { violations } = (await page.evaluate(
    `axe.run(document, { iframes: false, resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })`,
  )) as axe.AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(node => `${node.target.join(' ')} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`)
          .join(' | ')}`,
    );
}
