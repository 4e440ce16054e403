/** Segments over HTTP: define, count, see members and the statement. */

import { z } from 'zod';
import { invariant } from '../kernel/invariant.ts';
import { routesFor } from '../records/route.ts';
import {
  segment,
  segmentCount,
  segmentList,
  segmentListQuery,
  segmentMembersQuery,
  segmentParams,
  segmentPut,
  segmentSql,
} from '../records/segment.ts';
import type { StoreContext } from '../store/context.ts';
import { loadSegment, saveSegment } from './segment.store.ts';
import { findSegmentPage } from './segment-list.store.ts';
import { loadMembers, memberCsv, takeMembers } from './segment-members.store.ts';
import { countInScope, countSegment, loadSegmentSql } from './segment-snapshot.store.ts';

const route = routesFor<StoreContext>();

export const segmentRoutes = [
  route({
    method: 'GET',
    path: '/api/segments',
    scope: 'read',
    permission: 'segment.read',
    summary: 'Segments with their last count, last changed first',
    query: segmentListQuery,
    response: segmentList,
    handle: (ctx, { query }) => findSegmentPage(ctx, query),
  }),
  route({
    method: 'GET',
    path: '/api/segments/:name',
    scope: 'read',
    permission: 'segment.read',
    summary: 'One segment',
    params: segmentParams,
    response: segment,
    handle: (ctx, { params: { name } }) => loadSegment(ctx, name),
  }),
  route({
    method: 'PUT',
    path: '/api/segments/:name',
    scope: 'manage',
    permission: 'segment.change',
    summary: 'Create a segment or replace its rule',
    params: segmentParams,
    body: segmentPut,
    response: segment,
    handle: (ctx, { params: { name }, body }) => saveSegment(ctx, { ...body, name }),
  }),
  route({
    method: 'POST',
    path: '/api/segments/:name/count',
    scope: 'manage',
    permission: 'segment.count',
    summary:
      'Count the members and keep them as a snapshot; with a data scope, count those in it and keep nothing',
    params: segmentParams,
    response: segmentCount,
    handle: (ctx, { params: { name }, caller }) =>
      caller.dataScope ? countInScope(ctx, name) : countSegment(ctx, name),
  }),
  route({
    method: 'GET',
    path: '/api/segments/:name/members',
    deed: true,
    scope: 'read',
    permission: 'segment.members.read',
    summary: 'Members of the newest snapshot',
    params: segmentParams,
    query: segmentMembersQuery,
    response: z.unknown(),
    async handle(ctx, { params: { name }, query }) {
      if (query.format === 'csv') {
        await takeMembers(ctx, name);
        return {
          kind: 'file' as const,
          contentType: 'text/csv; charset=utf-8',
          fileName: `${name}.csv`,
          body: memberCsv(ctx, name),
        };
      }
      return loadMembers(ctx, name, { limit: query.limit, cursor: query.cursor ?? null });
    },
  }),
  route({
    method: 'GET',
    path: '/api/segments/:name/sql',
    scope: 'read',
    permission: 'segment.read',
    summary: 'The statement a count runs, with its parameters',
    params: segmentParams,
    response: segmentSql,
    async handle(ctx, { params: { name } }) {
      const compiled = await loadSegmentSql(ctx, name);
      const params = Object.entries(compiled.params).map(([key, { value }]) => {
        invariant(value !== undefined, 'a parameter has a value');
        return [key, typeof value === 'string' ? value : JSON.stringify(value)] as const;
      });
      return { name, sql: compiled.sql, params: Object.fromEntries(params) };
    },
  }),
];
