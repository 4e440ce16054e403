/** Imports over HTTP: preview, import (a job), list, one, what was refused, undo (a job). */
import {
  importList,
  importListQuery,
  importParams,
  importRecord,
  importRequest,
  previewReply,
  previewRequest,
  quarantineList,
  quarantineQuery,
} from '../../records/import.ts';
import { importReport, importReportQuery } from '../../records/import-report.ts';
import { jobStartedSchema } from '../../records/job.ts';
import { type AnyRoute, routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { pinned, resolveChoice } from '../mappings/mapping-choice.store.ts';
import { findImport } from './import-ledger.store.ts';
import { findImportPage } from './import-list.store.ts';
import { findReport } from './import-report.store.ts';
import { previewUpload } from './preview-file.ts';
import { findRefused } from './quarantine.store.ts';
import { quarantineFile } from './quarantine-file.ts';
import { worded, wordedRecord } from './worded-reasons.ts';

const route = routesFor<StoreContext>();

export const importRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'POST',
    path: '/api/imports/preview',
    scope: 'manage',
    permission: 'import.change',
    summary: 'The first 100 rows of an upload as a mapping (sent or suggested) reads them',
    body: previewRequest,
    response: previewReply,
    async handle(ctx, { body, caller }) {
      const preview = await previewUpload(ctx, body);
      return { ...preview, reasons: worded(preview.reasons, caller.locale) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/imports',
    scope: 'manage',
    permission: 'import.change',
    summary: 'Import an upload, or with `dryRun` say what that would do; a job',
    body: importRequest,
    response: jobStartedSchema,
    async handle(ctx, { body, caller }) {
      const mapping = pinned(body.mapping, await resolveChoice(ctx, body.mapping, body.kind));
      const input = { ...body, mapping, createdBy: caller.actorId, importId: ctx.newId() };
      return { kind: 'job', job: 'import', input };
    },
  }),
  route({
    method: 'GET',
    path: '/api/imports',
    scope: 'read',
    permission: 'import.read',
    summary: 'Imports, newest first',
    query: importListQuery,
    response: importList,
    async handle(ctx, { query, caller }) {
      const { imports, ...page } = await findImportPage(ctx, query);
      return { imports: imports.map(record => wordedRecord(record, caller.locale)), ...page };
    },
  }),
  route({
    method: 'GET',
    path: '/api/imports/:id',
    scope: 'read',
    permission: 'import.read',
    summary: 'One import with its counts, reasons and effects',
    params: importParams,
    response: importRecord,
    handle: async (ctx, { params, caller }) => wordedRecord(await findImport(ctx, params.id), caller.locale),
  }),
  route({
    method: 'GET',
    path: '/api/imports/:id/report',
    scope: 'read',
    permission: 'import.read',
    summary:
      'What the import did to its file, compared with the one before by the same mapping or the one named',
    params: importParams,
    query: importReportQuery,
    response: importReport,
    handle: (ctx, { params, query }) => findReport(ctx, { importId: params.id, other: query.with }),
  }),
  route({
    method: 'GET',
    path: '/api/imports/:id/quarantine',
    scope: 'read',
    permission: 'import.read',
    summary: 'Rows the import refused, in file order, values masked',
    params: importParams,
    query: quarantineQuery,
    response: quarantineList,
    async handle(ctx, { params, query, caller }) {
      const { mapping, importId } = await findImport(ctx, params.id);
      const rows = await findRefused(ctx, { importId, mapping, ...query, locale: caller.locale });
      return { rows, nextAfter: rows.length === query.limit ? (rows.at(-1)?.rowNumber ?? null) : null };
    },
  }),
  route({
    method: 'GET',
    path: '/api/imports/:id/quarantine.csv',
    scope: 'manage',
    permission: 'import.quarantine.read',
    deed: true,
    summary:
      'The same rows as CSV; `unmasked` gives the cells as they were, above the limit with a second person',
    params: importParams,
    query: quarantineFile.query,
    response: undefined,
    async handle(ctx, { params, query, caller }) {
      return quarantineFile.reply(ctx, await findImport(ctx, params.id), { ...query, caller });
    },
  }),
  route({
    method: 'POST',
    path: '/api/imports/:id/undo',
    scope: 'manage',
    permission: 'import.change',
    summary: 'Take an import back: what it had replaced stands again; a job',
    params: importParams,
    response: jobStartedSchema,
    async handle(ctx, { params }) {
      await findImport(ctx, params.id);
      return { kind: 'job', job: 'import-undo', input: { id: params.id } };
    },
  }),
];
