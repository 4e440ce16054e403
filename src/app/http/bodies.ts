/** How bodies are read: JSON and the fields of HTML forms, checked for what no field may hold. */
import type { FastifyError, FastifyInstance } from 'fastify';
import { requirePlainData } from '../../kernel/plain-data.ts';

type Done = (error: FastifyError | null, body?: unknown) => void;

/** Hands a parsed body on, or the refusal of what it holds. */
function hand(done: Done, body: unknown): void {
  try {
    done(null, requirePlainData(body));
  } catch (refusal) {
    done(refusal as FastifyError);
  }
}

/** An empty JSON body is no body, and HTML forms (RFC 8058's among them) are read as plain fields. */
export function mountBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else
      parseJson(request, body as string, (error, value) => {
        if (error) done(error);
        else hand(done, value);
      });
  });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => hand(done, Object.fromEntries(new URLSearchParams(body as string))),
  );
}
