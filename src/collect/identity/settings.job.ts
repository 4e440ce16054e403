/** Jobs `identity-preview` (what other settings would do) and `identity-rebuild` (every record resolved by those in force). */
import { z } from 'zod';
import { identityPreviewRequest } from '../../records/identity-settings.ts';
import { jobsFor } from '../../records/job-definition.ts';
import type { StoreContext } from '../../store/context.ts';
import { rebuildIdentity } from './rebuild-identity.store.ts';
import { previewSettings } from './settings-preview.store.ts';

const job = jobsFor<StoreContext>();

export const previewKind = 'identity-preview';
export const previewJob = job({
  kind: previewKind,
  inputSchema: identityPreviewRequest,
  run: (ctx, { kinds }) => previewSettings(ctx, kinds),
});

export const rebuildKind = 'identity-rebuild';
export const rebuildJob = job({
  kind: rebuildKind,
  inputSchema: z.object({ version: z.int().min(1) }),
  run: (ctx, { version }) => rebuildIdentity(ctx, version),
});
