/** Incidents and drills over HTTP: open, list the affected, stop sending, draft notices, close. */
import { z } from 'zod';
import {
  affectedList,
  affectedQuery,
  closeRequest,
  incidentList,
  incidentParams,
  incidentRequest,
  incidentView,
  noticeDraftRequest,
  noticeParams,
  noticeText,
  peopleRequest,
  stopRequest,
  toldParams,
  toldRequest,
} from '../../records/incident.ts';
import { routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { affectedCsv, loadAffectedPage, takeAffected } from './incident-list.store.ts';
import { draftNotices, editNotice, saveTold } from './incident-notices.store.ts';
import { stopSending } from './incident-stop.store.ts';
import { closeIncident, findIncidents, listAffected, loadIncident, openIncident } from './incidents.store.ts';

const route = routesFor<StoreContext>();
const change = { scope: 'manage', permission: 'incident.change', evenWhileDiskLow: true } as const;
const read = { scope: 'read', permission: 'incident.read' } as const;
/** Fifty thousand numbers of a hundred letters. */
const numbersBytes = 8 * 1024 * 1024;

export const incidentRoutes = [
  route({
    ...read,
    method: 'GET',
    path: '/api/incidents',
    summary: 'Incidents and drills with their checklists, newest first',
    response: incidentList,
    handle: async ctx => ({ incidents: await findIncidents(ctx) }),
  }),
  route({
    ...change,
    method: 'POST',
    path: '/api/incidents',
    summary: 'Open an incident or a drill: what was found, when, and where it got out',
    body: incidentRequest,
    response: incidentView,
    maxBodyBytes: numbersBytes,
    handle: async (ctx, { body }) => loadIncident(ctx, await openIncident(ctx, body)),
  }),
  route({
    ...read,
    method: 'GET',
    path: '/api/incidents/:id',
    summary: 'One incident: checklist with times, counts, what was stopped, notices',
    params: incidentParams,
    response: incidentView,
    handle: (ctx, { params: { id } }) => loadIncident(ctx, id),
  }),
  route({
    ...change,
    method: 'POST',
    path: '/api/incidents/:id/people',
    summary: 'List the affected people anew and count them by kind of contact and region',
    params: incidentParams,
    body: peopleRequest,
    response: incidentView,
    async handle(ctx, { params: { id }, body }) {
      await listAffected(ctx, id, body.extent);
      return loadIncident(ctx, id);
    },
  }),
  route({
    ...read,
    method: 'GET',
    path: '/api/incidents/:id/people',
    summary: 'The affected people, masked',
    params: incidentParams,
    query: affectedQuery,
    response: affectedList,
    handle: (ctx, { params: { id }, query }) => loadAffectedPage(ctx, id, query),
  }),
  route({
    scope: 'manage',
    permission: 'incident.change',
    deed: true,
    method: 'GET',
    path: '/api/incidents/:id/people/file',
    summary: 'The affected people as CSV, masked in a drill; above the limit a second person approves',
    params: incidentParams,
    response: z.unknown(),
    async handle(ctx, { params: { id } }) {
      const standing = await takeAffected(ctx, id);
      return {
        kind: 'file' as const,
        contentType: 'text/csv; charset=utf-8',
        fileName: `incident-${id}.csv`,
        body: affectedCsv(ctx, id, standing),
      };
    },
  }),
  route({
    ...change,
    method: 'POST',
    path: '/api/incidents/:id/stop-sending',
    summary: 'Pause campaigns, revoke the key, sign the account out; a drill notes what it would stop',
    params: incidentParams,
    body: stopRequest,
    response: incidentView,
    async handle(ctx, { params: { id }, body: { campaigns }, caller }) {
      await stopSending(ctx, id, { campaigns, caller });
      return loadIncident(ctx, id);
    },
  }),
  route({
    ...change,
    method: 'POST',
    path: '/api/incidents/:id/notices',
    summary: 'Draft the notices to the authority and the people, in Chinese and English',
    params: incidentParams,
    body: noticeDraftRequest,
    response: incidentView,
    async handle(ctx, { params: { id }, body }) {
      await draftNotices(ctx, id, body);
      return loadIncident(ctx, id);
    },
  }),
  route({
    ...change,
    method: 'PUT',
    path: '/api/incidents/:id/notices/:recipient/:locale',
    summary: 'Keep a notice as edited',
    params: noticeParams,
    body: noticeText,
    response: incidentView,
    async handle(ctx, { params: { id, recipient, locale }, body }) {
      await editNotice(ctx, id, { recipient, locale, body: body.body });
      return loadIncident(ctx, id);
    },
  }),
  route({
    ...change,
    method: 'POST',
    path: '/api/incidents/:id/notices/:recipient/told',
    summary: 'Note when the authority or the people were told',
    params: toldParams,
    body: toldRequest,
    response: incidentView,
    async handle(ctx, { params: { id, recipient }, body }) {
      await saveTold(ctx, id, { recipient, at: body.at });
      return loadIncident(ctx, id);
    },
  }),
  route({
    ...change,
    method: 'POST',
    path: '/api/incidents/:id/close',
    summary: 'Close an incident with its conclusion; it does not change afterwards',
    params: incidentParams,
    body: closeRequest,
    response: incidentView,
    async handle(ctx, { params: { id }, body }) {
      await closeIncident(ctx, id, body.conclusion);
      return loadIncident(ctx, id);
    },
  }),
];
