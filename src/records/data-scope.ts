/**
 * Which customers somebody may see: those they own, those of some stores, those of some regions, any of these being
 * enough. Nobody with a scope sees a customer without a place.
 */
import { z } from 'zod';

/** A store or region as files write it. No control characters: lists of them are handed on separated by one. */
export const placeName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine(text => !/\p{Cc}/u.test(text), 'no control characters');

const places = z.array(placeName).max(200).default([]);

export const dataScopeSchema = z
  .strictObject({
    /** Customers whose owner is this account. */
    own: z.boolean().default(false),
    stores: places,
    regions: places,
  })
  .refine(({ own, stores, regions }) => own || stores.length > 0 || regions.length > 0, {
    path: ['own'],
    message: 'own, a store or a region; null for everybody',
  });
export type DataScope = z.output<typeof dataScopeSchema>;

/** What people of a limited role see unless their account says more. */
const ownOnly: DataScope = { own: true, stores: [], regions: [] };

/** A stored scope as it counts; where there is none, own customers only if the role is limited. */
export function scopeOf(stored: unknown, roleLimited = false): DataScope | null {
  if (stored !== null && stored !== undefined) return dataScopeSchema.parse(stored);
  return roleLimited ? ownOnly : null;
}

/** In one line, for lists and audit: `own; stores: A, B; regions: 华东`. */
export function dataScopeText(scope: DataScope | null): string {
  if (!scope) return 'all';
  const list = (name: string, values: readonly string[]) =>
    values.length > 0 ? [`${name}: ${values.join(', ')}`] : [];
  return [
    ...(scope.own ? ['own'] : []),
    ...list('stores', scope.stores),
    ...list('regions', scope.regions),
  ].join('; ');
}

/** What `PUT /api/users/:id/scope` and the same of a key take; null: everybody. */
export const dataScopeRequest = z.object({
  dataScope: dataScopeSchema.nullable(),
  /** As of an account's role. */
  alone: z.string().trim().min(4).max(300).optional(),
});

/** Roles whose people see only their own customers unless their account names a scope. */
export const limitedRolesSchema = z.object({ roles: z.array(z.string().max(40)).max(20) });
export const limitedRolesRequest = limitedRolesSchema.extend({
  alone: z.string().trim().min(4).max(300).optional(),
});

/** Stores and regions customers have, those with most customers first; a scope may also name others. */
const placeCount = z.object({ name: z.string(), customers: z.int() });
export const placeListSchema = z.object({ stores: z.array(placeCount), regions: z.array(placeCount) });
export type PlaceList = z.output<typeof placeListSchema>;

/** Whose a customer is; null where nobody said. */
export const customerPlace = z.object({
  ownerId: z.uuid().nullable(),
  store: placeName.nullable(),
  region: placeName.nullable(),
});
export type CustomerPlace = z.output<typeof customerPlace>;

/** What `PUT /api/customers/:id/place` takes; what is left out stays as it is. */
export const customerPlaceRequest = customerPlace
  .partial()
  .extend({
    /** Instead of `ownerId`: the address a colleague logs in with; null: nobody's. */
    ownerEmail: z.string().trim().toLowerCase().min(3).max(254).nullable().optional(),
  })
  .refine(({ ownerId, ownerEmail }) => ownerId === undefined || ownerEmail === undefined, {
    path: ['ownerEmail'],
    message: 'either ownerId or ownerEmail',
  });
export type CustomerPlaceRequest = z.output<typeof customerPlaceRequest>;
