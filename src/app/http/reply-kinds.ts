/** Tells the replies of a route apart: a file and a started job name their kind, everything else is JSON. */
import type { FileReply, JobReply } from '../../records/route.ts';

const kindOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? (value as { kind?: unknown }).kind : undefined;

export const isJob = (value: unknown): value is JobReply =>
  kindOf(value) === 'job' && typeof (value as JobReply).job === 'string' && 'input' in (value as object);

export const isFile = (value: unknown): value is FileReply =>
  kindOf(value) === 'file' &&
  typeof (value as FileReply).contentType === 'string' &&
  'body' in (value as object);
