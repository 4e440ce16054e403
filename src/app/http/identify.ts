/**
 * Who sends a request and what they may do: a session cookie, an API key, or the token of `run.json` by which the
 * command line of the same account speaks to its server. Also the language in which they are answered.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { notAllowed } from '../../kernel/errors.ts';
import type { Locale } from '../../kernel/settings.ts';
import { type Access, may, rolesThatMay } from '../../records/permission.ts';
import type { Caller, Scope } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { isListed } from '../access/address-list.ts';
import { findApiKey } from '../api-keys.store.ts';
import type { FindKey } from '../known-keys.ts';
import { findSession, type LiveSession } from '../sessions.store.ts';
import { cookieName } from './session-cookie.ts';

export interface Identity {
  readonly caller: Caller;
  /** What a key covers; people are judged by their role and not by this. */
  readonly scope: Scope;
  /** Name of a key, under which what it sends is kept: it survives the key's rotation. */
  readonly source?: string;
  readonly session: { readonly token: string; readonly live: LiveSession } | null;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
export const sameSecret = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** The bearer token of a request, or null. */
export function bearerOf(request: FastifyRequest): string | null {
  return /^Bearer ([\x21-\x7e]{1,300})$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

const localeNamed = (text: string | undefined): Locale | null => {
  if (!text) return null;
  if (/^zh\b/i.test(text)) return 'zh-CN';
  return /^en\b/i.test(text) ? 'en' : null;
};

/** The first language of Accept-Language that we speak. */
const acceptedLocale = (header: string | undefined): Locale | null =>
  (header ?? '')
    .split(',')
    .map(part => localeNamed(part.trim()))
    .find(locale => locale !== null) ?? null;

/** A header that names one language and nothing else: a program's choice, since browsers always send a list. */
const exactLocale = (header: string | undefined): Locale | null =>
  header === 'zh-CN' || header === 'en' ? header : null;

/** The explicit wish of the console or a program, else the person's setting, the browser's, the organisation's. */
export function localeOf(request: FastifyRequest, own: Locale | null, fallback: Locale): Locale {
  const wish = request.headers['x-rekindle-locale'];
  const accepted = request.headers['accept-language'];
  return (
    localeNamed(String(wish ?? '')) ?? exactLocale(accepted) ?? own ?? acceptedLocale(accepted) ?? fallback
  );
}

/**
 * The identity behind a request; `public` when it carries none. Throws `api-key-unknown` for a key that does not
 * exist and `session-ended` for a cookie whose session is over. `isUse` as in `findSession`.
 */
export async function identify(
  ctx: StoreContext,
  request: FastifyRequest,
  { localToken, isUse = true }: { readonly localToken: string; readonly isUse?: boolean },
): Promise<Identity> {
  const locale = localeOf(request, null, ctx.settings.locale);
  const address = request.ip;
  const bearer = bearerOf(request);
  if (bearer !== null) return identifyKey({ ctx, bearer, localToken, locale, address });
  const token = request.cookies[cookieName(request.protocol === 'https')];
  if (!token)
    return {
      caller: { actorId: 'public', actorKind: 'public', locale, address },
      scope: 'public',
      session: null,
    };
  const live = await findSession(ctx, token, isUse);
  if (!live) throw notAllowed('session-ended');
  return {
    caller: {
      actorId: live.account.userId,
      actorKind: 'user',
      locale: localeOf(request, live.account.locale, ctx.settings.locale),
      address,
      role: live.account.role,
      ...(live.dataScope ? { dataScope: live.dataScope } : {}),
      sessionId: live.sessionId,
    },
    scope: 'manage',
    session: { token, live },
  };
}

/** The identity behind a key that stands elsewhere than in a Bearer header, looked up by `findKey`. Throws `api-key-unknown`. */
export const identifyBearer = (
  ctx: StoreContext,
  request: FastifyRequest,
  secret: { readonly bearer: string; readonly localToken: string; readonly findKey: FindKey },
): Promise<Identity> =>
  identifyKey({ ctx, ...secret, locale: localeOf(request, null, ctx.settings.locale), address: request.ip });

async function identifyKey(input: {
  readonly ctx: StoreContext;
  readonly bearer: string;
  readonly localToken: string;
  readonly findKey?: FindKey;
  readonly locale: Locale;
  readonly address: string;
}): Promise<Identity> {
  const { ctx, bearer, localToken, locale, address, findKey = key => findApiKey(ctx, key) } = input;
  if (sameSecret(bearer, localToken)) {
    return {
      caller: { actorId: 'local', actorKind: 'system', locale, address },
      scope: 'manage',
      source: 'local',
      session: null,
    };
  }
  const key = await findKey(bearer);
  if (!key) throw notAllowed('api-key-unknown');
  if (!isListed(key.addresses, address)) throw notAllowed('api-key-address', { received: address });
  return {
    caller: {
      actorId: key.keyId,
      actorKind: 'key',
      locale,
      address,
      ...(key.dataScope ? { dataScope: key.dataScope } : {}),
    },
    scope: key.scope,
    source: key.name,
    session: null,
  };
}

const allows: Readonly<Record<Scope, readonly Scope[]>> = {
  public: ['public'],
  track: ['public', 'track'],
  read: ['public', 'read'],
  manage: ['public', 'track', 'read', 'manage'],
};

/**
 * Passes whoever may use a route. Throws `not-logged-in`, for a key `scope-too-small` or `permission-not-for-keys`,
 * for a person `permission-missing`,
 * for either with a data scope `scope-whole-base`.
 */
export function requireAccess({ caller, scope }: Identity, needed: Access): void {
  const { permission } = needed;
  if (permission === 'anyone') return;
  if (caller.actorKind === 'public') throw notAllowed('not-logged-in');
  if (!allows[scope].includes(needed.scope)) {
    const params = { needed: needed.scope };
    throw notAllowed('scope-too-small', { expected: needed.scope, received: scope, params });
  }
  if (may(caller, permission)) return;
  const { dataScope: limited, ...unlimited } = caller;
  if (limited && may(unlimited, permission)) throw notAllowed('scope-whole-base', { params: { permission } });
  if (caller.actorKind === 'key') throw notAllowed('permission-not-for-keys', { params: { permission } });
  const expected = rolesThatMay(permission).join(', ');
  throw notAllowed('permission-missing', { expected, received: caller.role ?? '', params: { permission } });
}

/**
 * Refuses a change that another site's page makes with a person's cookie: the Origin must be this very host. Programs
 * without a browser send neither Origin nor Sec-Fetch-Site and carry no ambient cookie, so they pass.
 */
export function requireOwnOrigin(request: FastifyRequest): void {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const foreign =
    origin === undefined
      ? site !== undefined && site !== 'same-origin' && site !== 'none'
      : hostOf(origin) !== request.host;
  if (foreign) throw notAllowed('origin-foreign');
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
