/** Files into the product by the same two requests a person makes: upload, import. */
import { z } from 'zod';
import type { DemoStage } from './demo-stage.ts';

const summarySchema = z.object({
  rowsRead: z.number(),
  rowsStored: z.number(),
  rowsQuarantined: z.number(),
  customers: z.number(),
  orders: z.number(),
});
export type ImportCounts = z.infer<typeof summarySchema>;

export interface DemoFile {
  readonly path: string;
  readonly kind: 'customers' | 'orders';
  readonly mapping: string;
}

/** Imports one file with a mapping that comes with the product. */
export async function importFile(stage: DemoStage, file: DemoFile): Promise<ImportCounts> {
  const { uploadId } = await stage.client.upload(file.path);
  const request = { uploadId, kind: file.kind, mapping: { builtIn: file.mapping }, dryRun: false };
  return summarySchema.parse(await stage.client.call('POST', '/api/imports', request));
}
