/**
 * Every refusal in the one error shape, whoever refused: a stage, fastify, or Node's parser, which knows only a
 * connection.
 */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { badInput, CodedError } from '../../kernel/errors.ts';
import type { Locale } from '../../kernel/settings.ts';
import type { StoreContext } from '../../store/context.ts';
import { codedErrorOf, errorReply } from '../error-reply.ts';
import { localeOf } from './identify.ts';

const codesOfFastify: Readonly<Record<string, () => CodedError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => badInput('body-too-large'),
  FST_REQ_FILE_TOO_LARGE: () => badInput('body-too-large'),
  FST_ERR_CTP_INVALID_JSON_BODY: () => badInput('body-not-json'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => badInput('media-type-unknown'),
  FST_INVALID_MULTIPART_CONTENT_TYPE: () => badInput('upload-missing', { path: 'file' }),
  FST_ERR_BAD_URL: () => badInput('request-unreadable'),
};

/** What fastify itself refuses, in the house's words. */
function refusalOf(error: FastifyError): unknown {
  if (error instanceof CodedError) return error;
  const known = codesOfFastify[error.code];
  if (known) return known();
  if (error instanceof SyntaxError && error.statusCode === 400) return badInput('body-not-json');
  // Before the codes of stores: a caller who hung up leaves the same ECONNRESET as a database that did.
  const refused = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500;
  if (refused && !codedErrorOf(error)?.detail.path)
    return badInput('request-rejected', { params: { reason: error.code ?? error.message } });
  return error;
}

interface Refused {
  readonly error: FastifyError;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

function answer(ctx: StoreContext, { error, request, reply }: Refused) {
  const refusal = refusalOf(error);
  const locale = request.identity?.caller.locale ?? localeOf(request, null, ctx.settings.locale);
  const { status, body } = errorReply(refusal, locale, request.id);
  const route = `${request.method} ${request.routeOptions.url ?? ''}`;
  // A caller who hung up takes the connection's address away, which fails whoever asks for it; nobody reads the reply.
  if (status >= 500 && request.raw.socket.remoteAddress !== undefined)
    ctx.log.error({ requestId: request.id, route, error }, 'request-failed');
  const seconds = codedErrorOf(refusal)?.detail.params?.['seconds'];
  if (status === 429 && seconds !== undefined) reply.header('retry-after', seconds);
  if (status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', seconds ?? 5);
  return reply.code(status).type('application/json; charset=utf-8').serializer(JSON.stringify).send(body);
}

/** Addresses whose replies are about somebody: no cache between here and the reader may keep them. */
const neverKept = /^\/(api|u)\//;

/** Sets the handler of everything thrown, and the headers every reply carries. */
export function mountErrors(app: FastifyInstance, ctx: StoreContext): void {
  app.setErrorHandler((error: FastifyError, request, reply) => answer(ctx, { error, request, reply }));
  app.server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const { body } = errorReply(badInput('expectation-unknown'), ctx.settings.locale);
    response.writeHead(417, { 'content-type': 'application/json; charset=utf-8', connection: 'close' });
    response.end(JSON.stringify(body));
  });
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (neverKept.test(request.url) && !reply.hasHeader('cache-control'))
      reply.header('cache-control', 'no-store');
  });
}

/** fastify's option for addresses its router cannot read: no hook has run yet. */
export const answerFrameworkError =
  (ctx: StoreContext) => (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    request.identity = null;
    answer(ctx, { error, request, reply });
  };

const statusOfParser: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** fastify's option for bytes that are no HTTP: the reply is written by hand and the connection ends. */
export const answerUnreadable =
  (locale: () => Locale) =>
  (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = statusOfParser[error.code ?? ''] ?? 400;
    const body = JSON.stringify(errorReply(badInput('request-unreadable'), locale()).body);
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  };
