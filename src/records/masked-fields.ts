/** Whether a reply can hold a person's masked name or contact: told from its schema, so that no route has to say so. */
import { z } from 'zod';
import { maskedContact, maskedName } from './masking.ts';

const masked = new Set<z.core.$ZodType>([maskedName, maskedContact]);

/** The schemas a schema is made of, one step down. */
function partsOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodObject) return Object.values(schema.shape as Record<string, z.core.$ZodType>);
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodUnion) return schema.options as readonly z.core.$ZodType[];
  if (schema instanceof z.ZodRecord) return [schema.valueType as z.core.$ZodType];
  if (schema instanceof z.ZodTuple) return schema.def.items as readonly z.core.$ZodType[];
  if (schema instanceof z.ZodIntersection) return [schema.def.left, schema.def.right];
  if (schema instanceof z.ZodPipe) return [schema.def.in, schema.def.out];
  if (schema instanceof z.ZodLazy) return [schema.def.getter()];
  if (
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodReadonly
  )
    return [schema.def.innerType];
  return [];
}

/** Walks the whole schema; for once a route, when it is mounted. */
export function holdsMasked(schema: z.core.$ZodType, seen = new Set<z.core.$ZodType>()): boolean {
  if (masked.has(schema)) return true;
  if (seen.has(schema)) return false;
  seen.add(schema);
  return partsOf(schema).some(part => holdsMasked(part, seen));
}

/** How many customers a reply is about: objects with a `customerId`, at least one. */
export function peopleIn(reply: unknown): number {
  let found = 0;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (value === null || typeof value !== 'object' || value instanceof Date) return;
    if ('customerId' in value && typeof value.customerId === 'string') found += 1;
    Object.values(value).forEach(visit);
  };
  visit(reply);
  return Math.max(1, found);
}
