/** Watched folders over HTTP: list, make or change, remove, and the files of one. */
import { type AnyRoute, routesFor } from '../../records/route.ts';
import {
  watchedFileList,
  watchedFileQuery,
  watchedFolderChange,
  watchedFolderList,
  watchedFolderParams,
} from '../../records/watched-folder.ts';
import type { StoreContext } from '../../store/context.ts';
import { findFilePage, findFolders, removeFolder, saveFolder } from './watched-folders.store.ts';

const route = routesFor<StoreContext>();
const reading = { scope: 'read', permission: 'import.read' } as const;
const changing = { scope: 'manage', permission: 'import.change' } as const;

export const watchRoutes: AnyRoute<StoreContext>[] = [
  route({
    method: 'GET',
    path: '/api/watched-folders',
    ...reading,
    summary: 'Folders whose files are imported by themselves',
    response: watchedFolderList,
    handle: async (ctx, { caller }) => ({ folders: await findFolders(ctx, caller.locale) }),
  }),
  route({
    method: 'PUT',
    path: '/api/watched-folders/:name',
    ...changing,
    summary: 'Watch the folder `inbox/NAME` of the data folder, or change how its files are read',
    params: watchedFolderParams,
    body: watchedFolderChange,
    response: watchedFolderList,
    async handle(ctx, { params, body, caller }) {
      await saveFolder(ctx, params.name, body);
      return { folders: await findFolders(ctx, caller.locale) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/watched-folders/:name',
    ...changing,
    summary: 'No longer look at the folder; its files stay',
    params: watchedFolderParams,
    response: watchedFolderList,
    async handle(ctx, { params, caller }) {
      await removeFolder(ctx, params.name);
      return { folders: await findFolders(ctx, caller.locale) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/watched-folders/:name/files',
    ...reading,
    summary: 'Files of a watched folder and what became of them, newest first',
    params: watchedFolderParams,
    query: watchedFileQuery,
    response: watchedFileList,
    handle: (ctx, { params, query, caller }) =>
      findFilePage(ctx, { ...query, name: params.name, locale: caller.locale }),
  }),
];
