/** Settings of identity over HTTP: what holds, what others would do, and putting them in force. */
import { conflict } from '../../kernel/errors.ts';
import {
  identityPreviewRequest,
  identitySettings,
  identitySettingsRequest,
} from '../../records/identity-settings.ts';
import { jobStartedSchema } from '../../records/job.ts';
import { type AnyRoute, routesFor } from '../../records/route.ts';
import type { StoreContext } from '../../store/context.ts';
import { loadSettings, saveSettings } from './kind-settings.store.ts';
import { wrongSettings } from './kind-settings.ts';
import { previewKind, rebuildKind } from './settings.job.ts';

const route = routesFor<StoreContext>();
const changing = { scope: 'manage', permission: 'identity.settings.change' } as const;

export const identitySettingsRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'GET',
    path: '/api/identity/settings',
    scope: 'read',
    permission: 'identity.read',
    summary: 'How far each kind of key is trusted, and the versions before',
    response: identitySettings,
    handle: ctx => loadSettings(ctx),
  }),
  route({
    method: 'POST',
    path: '/api/identity/settings/preview',
    ...changing,
    summary:
      'What other settings would do: people joined, parted and cut, keys disabled; a job, nothing is changed',
    body: identityPreviewRequest,
    response: jobStartedSchema,
    async handle(_ctx, { body }) {
      const wrong = wrongSettings(body.kinds);
      if (wrong) throw wrong;
      return { kind: 'job', job: previewKind, input: body };
    },
  }),
  route({
    method: 'PUT',
    path: '/api/identity/settings',
    ...changing,
    summary: 'Put settings in force as a version and resolve every record by them; a job',
    body: identitySettingsRequest,
    response: jobStartedSchema,
    async handle(ctx, { body }) {
      return { kind: 'job', job: rebuildKind, input: { version: await saveSettings(ctx, body) } };
    },
  }),
  route({
    method: 'POST',
    path: '/api/identity/settings/rebuild',
    ...changing,
    summary: 'Go on with the rebuild of the version in force where it was stopped; a job',
    response: jobStartedSchema,
    async handle(ctx) {
      const { version, versions } = await loadSettings(ctx);
      if (version === 0 || versions[0]?.rebuiltAt)
        throw conflict('identity-rebuilt', { params: { version } });
      return { kind: 'job', job: rebuildKind, input: { version } };
    },
  }),
];
