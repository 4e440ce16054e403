/** The version in package.json, read once. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({ version: z.string() });

export const projectFolder = join(import.meta.dirname, '..', '..');

export const productVersion: string = packageSchema.parse(
  JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')),
).version;
