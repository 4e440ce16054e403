/**
 * Log in, see who is logged in, change one's language, log out. These touch cookies, so they are the server's own
 * routes and no stage's.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notAllowed } from '../../kernel/errors.ts';
import { invariant } from '../../kernel/invariant.ts';
import { may, permissions, roleMay } from '../../records/permission.ts';
import {
  loggedOutSchema,
  loginRequestSchema,
  type Session,
  sessionSchema,
  sessionUpdateSchema,
} from '../../records/session.ts';
import type { StoreContext } from '../../store/context.ts';
import { proveLogin } from '../access/log-in.ts';
import { saveLocale } from '../accounts.store.ts';
import { codedErrorOf } from '../error-reply.ts';
import { closeSession, findSession, type LiveSession, openSession } from '../sessions.store.ts';
import { requireOwnOrigin } from './identify.ts';
import { contextOf, guarded, type MountParts, openToAnyone } from './mount-route.ts';
import { cookieName } from './session-cookie.ts';

const tags = ['session'];

/** Mounts the four requests about one's own session. */
export function mountSession(app: FastifyInstance, parts: MountParts): void {
  mountLogIn(app, parts.ctx);
  mountOwnSession(app, parts);
  mountLogOut(app, parts);
}

function mountLogIn(app: FastifyInstance, ctx: StoreContext): void {
  const response = { 200: sessionSchema };
  app.post(
    '/api/session',
    {
      config: { access: openToAnyone, rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: { summary: 'Log in', tags, body: loginRequestSchema, response, security: [] },
    },
    async (request, reply) => {
      requireOwnOrigin(request);
      return logIn({ ctx, request, reply });
    },
  );
}

function mountOwnSession(app: FastifyInstance, parts: MountParts): void {
  const { ctx } = parts;
  const response = { 200: sessionSchema };
  app.get(
    '/api/session',
    {
      ...guarded(parts, { scope: 'read', permission: 'self.read' }),
      schema: { summary: 'Who is logged in', tags, response },
    },
    async request => sessionView(ctx, liveOf(request)),
  );
  app.patch(
    '/api/session',
    {
      ...guarded(parts, { scope: 'read', permission: 'self.change' }),
      schema: { summary: 'Change own language', tags, body: sessionUpdateSchema, response },
    },
    async request => {
      const { locale } = sessionUpdateSchema.parse(request.body);
      const live = liveOf(request);
      await saveLocale(contextOf(ctx, request), live.account.userId, locale);
      return sessionView(ctx, { ...live, account: { ...live.account, locale } });
    },
  );
}

function mountLogOut(app: FastifyInstance, parts: MountParts): void {
  app.delete(
    '/api/session',
    {
      ...guarded(parts, openToAnyone),
      schema: { summary: 'Log out', tags, response: { 200: loggedOutSchema } },
    },
    async (request, reply) => {
      requireOwnOrigin(request);
      const { session } = request.identity ?? {};
      if (session) await closeSession(contextOf(parts.ctx, request), session.token);
      for (const secure of [true, false]) reply.clearCookie(cookieName(secure), cookieOptions(secure));
      return { loggedOut: true as const };
    },
  );
}

const cookieOptions = (secure: boolean) => ({ path: '/', httpOnly: true, sameSite: 'lax', secure }) as const;

function liveOf(request: FastifyRequest): LiveSession {
  const live = request.identity?.session?.live;
  // A key may read, but it is nobody who could be logged in.
  if (!live) throw notAllowed('not-logged-in');
  return live;
}

interface LogIn {
  readonly ctx: StoreContext;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function logIn({ ctx, request, reply }: LogIn): Promise<Session> {
  const given = { ...loginRequestSchema.parse(request.body), address: request.ip };
  const account = await proveLogin(ctx, given).catch((refusal: unknown) => {
    ctx.log.warn({ ip: request.ip, code: codedErrorOf(refusal)?.code }, 'login-refused');
    throw refusal;
  });
  await closeOld(ctx, request);
  const caller = { actorId: account.userId, actorKind: 'user', address: request.ip } as const;
  const token = await openSession(ctx, caller, request.headers['user-agent']);
  const secure = request.protocol === 'https';
  reply.setCookie(cookieName(secure), token, cookieOptions(secure));
  const live = await findSession(ctx, token);
  invariant(live, 'a session just opened is live');
  return sessionView(ctx, live);
}

/** A new log-in always gets a new token; the session of the old cookie ends. */
async function closeOld(ctx: StoreContext, request: FastifyRequest): Promise<void> {
  for (const secure of [true, false]) {
    const old = request.cookies[cookieName(secure)];
    if (old) await closeSession(contextOf(ctx, request), old);
  }
}

const askerOf = ({ account, dataScope }: LiveSession) => ({
  actorKind: 'user' as const,
  role: account.role,
  ...(dataScope ? { dataScope } : {}),
});

const sessionView = (ctx: StoreContext, live: LiveSession): Session => ({
  user: live.account,
  dataScope: live.dataScope,
  permissions: permissions.filter(permission => may(askerOf(live), permission)),
  beyondScope: permissions.filter(
    permission => roleMay(live.account.role, permission) && !may(askerOf(live), permission),
  ),
  idleUntil: live.idleUntil.toISOString(),
  expiresAt: live.expiresAt.toISOString(),
  settings: ctx.settings,
  now: ctx.now().toISOString(),
});
