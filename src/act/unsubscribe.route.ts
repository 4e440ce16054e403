/**
 * `/u/TOKEN`: GET shows a page with one button and changes nothing (link scanners follow links); POST withdraws, for
 * the button and for RFC 8058 one-click alike. Neither needs a login, cookie or redirect.
 */
import { z } from 'zod';
import { textOf } from '../kernel/catalogue.ts';
import { notFound } from '../kernel/errors.ts';
import type { Locale } from '../kernel/settings.ts';
import { type FileReply, routesFor } from '../records/route.ts';
import type { StoreContext } from '../store/context.ts';
import { saveUnsubscribe } from './unsubscribe.store.ts';
import { parseClaim, type UnsubscribeClaim, unsubscribePurpose } from './unsubscribe-link.ts';

const route = routesFor<StoreContext>();
const params = z.object({ token: z.string().max(500) });

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);

const page = (locale: Locale, organisation: string, body: string): FileReply => ({
  kind: 'file',
  contentType: 'text/html; charset=utf-8',
  body: `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(organisation)}</title>
<style>body{font:16px/1.6 "PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:15vh auto;max-width:28rem;padding:0 1rem;color:#222}
button{font:inherit;padding:.5rem 1.5rem;border:1px solid #1f4e9c;background:#1f4e9c;color:#fff;border-radius:6px;cursor:pointer}</style>
</head><body><h1 style="font-size:1.25rem">${escapeHtml(organisation)}</h1>${body}</body></html>`,
});

function claimOf(ctx: StoreContext, token: string): UnsubscribeClaim {
  const claim = parseClaim(ctx.keys.open(unsubscribePurpose, token));
  if (!claim) throw notFound('unsubscribe-token');
  return claim;
}

export const unsubscribeRoutes = [
  route({
    method: 'GET',
    path: '/u/:token',
    scope: 'public',
    permission: 'anyone',
    summary: 'Ask before unsubscribing',
    params,
    response: z.unknown(),
    async handle(ctx, { params: { token }, caller }) {
      claimOf(ctx, token);
      const ask = textOf('unsubscribe-ask', caller.locale).message;
      const button = textOf('unsubscribe-button', caller.locale).message;
      const form = `<p>${escapeHtml(ask)}</p><form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>${escapeHtml(button)}</button></form>`;
      return page(caller.locale, ctx.settings.organisation, form);
    },
  }),
  route({
    method: 'POST',
    path: '/u/:token',
    scope: 'public',
    permission: 'anyone',
    summary: 'Unsubscribe at once (RFC 8058)',
    params,
    response: z.unknown(),
    async handle(ctx, { params: { token }, caller }) {
      await saveUnsubscribe(ctx, claimOf(ctx, token), 'unsubscribe-link');
      const done = textOf('unsubscribe-done', caller.locale).message;
      return page(caller.locale, ctx.settings.organisation, `<p role="status">${escapeHtml(done)}</p>`);
    },
  }),
];
