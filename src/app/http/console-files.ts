/**
 * The built console: hashed assets for ever, `index.html` always fresh, and any page address answered with it,
 * because pages are routed in the browser. Without a build a page says how to make one.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../../kernel/errors.ts';

const servedElsewhere = /^\/(api|v1|t|u|s|hooks|assets|healthz|readyz|metrics)(\/|$|\?)/;

const missingPage = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>Rekindle</title>
<p>控制台尚未构建：请在项目目录运行 <code>npm run build:console</code>，然后刷新。</p>
<p>The console has not been built: run <code>npm run build:console</code> in the project folder and reload.</p></html>`;

/** Serves `folder` and answers page addresses with its `index.html`; sets the handler of unknown addresses. */
export async function mountConsole(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: true,
    index: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      const hashed = path.includes('/assets/');
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.setNotFoundHandler(async (request: FastifyRequest, reply: FastifyReply) => {
    const page =
      (request.method === 'GET' || request.method === 'HEAD') && !servedElsewhere.test(request.url);
    if (!page) {
      const [path = ''] = request.url.split('?');
      throw notFound('route-unknown', { path, params: { path } });
    }
    if (existsSync(join(folder, 'index.html'))) return reply.sendFile('index.html');
    return reply.code(503).type('text/html; charset=utf-8').send(missingPage);
  });
}
