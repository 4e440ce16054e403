/** Saved mappings over HTTP: list, one with its versions, save, retire. */
import { type AnyRoute, routesFor } from '../../records/route.ts';
import {
  mappingUseRequest,
  savedMapping,
  savedMappingList,
  savedMappingParams,
  savedMappingQuery,
  savedMappingReply,
  saveMappingRequest,
} from '../../records/saved-mapping.ts';
import type { StoreContext } from '../../store/context.ts';
import { findMappingPage, findSavedMapping, saveMapping, saveMappingUse } from './saved-mappings.store.ts';

const route = routesFor<StoreContext>();
const reading = { scope: 'read', permission: 'import.read' } as const;
const changing = { scope: 'manage', permission: 'import.change' } as const;

export const savedMappingRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'GET',
    path: '/api/mappings',
    ...reading,
    summary: 'Saved mappings with their newest version',
    query: savedMappingQuery,
    response: savedMappingList,
    handle: (ctx, { query }) => findMappingPage(ctx, query),
  }),
  route({
    method: 'GET',
    path: '/api/mappings/:name',
    ...reading,
    summary: 'One saved mapping with all its versions, newest first',
    params: savedMappingParams,
    response: savedMapping,
    handle: (ctx, { params }) => findSavedMapping(ctx, params.name),
  }),
  route({
    method: 'POST',
    path: '/api/mappings',
    ...changing,
    summary: 'Save a mapping under its name; a version that stands is never changed',
    body: saveMappingRequest,
    response: savedMappingReply,
    handle: (ctx, { body, caller }) => saveMapping(ctx, { mapping: body.mapping, savedBy: caller.actorId }),
  }),
  route({
    method: 'PUT',
    path: '/api/mappings/:name',
    ...changing,
    summary: 'Take a saved mapping out of use, or back into it',
    params: savedMappingParams,
    body: mappingUseRequest,
    response: savedMapping,
    handle: (ctx, { params, body }) => saveMappingUse(ctx, params.name, body.retired),
  }),
];
