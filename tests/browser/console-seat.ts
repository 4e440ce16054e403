/** A seat at the console: a browser's page of somebody who has logged in, in a language, held to the rules of every page. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Locale } from './console-texts.ts';
import { type PageWatch, watch } from './page-watch.ts';
import { speak } from './speak.ts';

export interface Seat {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly watched: PageWatch;
}

export interface SeatOptions {
  readonly url: string;
  readonly login: { readonly email: string; readonly password: string };
  readonly locale: Locale;
}

/** Logs in by the API, as the page's own form would, and opens the console. Close its context when done. */
export async function takeSeat(browser: Browser, { url, login, locale }: SeatOptions): Promise<Seat> {
  const viewport = { width: 1440, height: 900 };
  const context = await browser.newContext({
    viewport,
    locale,
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  const reply = await context.request.post(`${url}/api/session`, { data: login, headers: { origin: url } });
  expect(reply.status()).toBe(200);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(url);
  await speak(page, locale);
  return { context, page, watched: watch(page, locale) };
}
