/** Imports, the sales definition, exclusions and customers. */
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ActivityEvents } from '../../../src/records/activity.ts';
import type {
  CustomerPage,
  CustomerRow,
  customerList,
  RevealedCustomer,
} from '../../../src/records/customer.ts';
import type { CustomerPlace, CustomerPlaceRequest } from '../../../src/records/data-scope.ts';
import type { ExclusionRule, ExclusionsReply } from '../../../src/records/exclusion.ts';
import type {
  ImportRecord,
  ImportRequest,
  importList,
  MappingChoice,
  PreviewReply,
  quarantineList,
} from '../../../src/records/import.ts';
import type { ImportReport } from '../../../src/records/import-report.ts';
import type { JobStarted } from '../../../src/records/job.ts';
import type { ImportKind, Mapping } from '../../../src/records/mapping.ts';
import type { SalesDefinitionChange, SalesDefinitionReply } from '../../../src/records/sales-definition.ts';
import type {
  SavedMapping,
  savedMappingList,
  savedMappingReply,
} from '../../../src/records/saved-mapping.ts';
import type { Upload } from '../../../src/records/upload.ts';
import { ApiError, newKey, type PageQuery, request } from './client.ts';
import { useCommand } from './use-command.ts';

/** Sends a file with its progress (0 to 1); `fetch` cannot report it, so this one request is older. */
export function uploadFile(file: File, onProgress: (share: number) => void): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('POST', '/api/uploads');
    call.setRequestHeader('idempotency-key', newKey());
    call.responseType = 'json';
    call.upload.onprogress = event => event.lengthComputable && onProgress(event.loaded / event.total);
    call.onerror = () => reject(new ApiError(0, { code: 'server-unreachable', message: '' }));
    call.onload = () => {
      if (call.status < 300) resolve(call.response as Upload);
      else
        reject(
          new ApiError(
            call.status,
            call.response?.error ?? { code: `http-${call.status}`, message: `HTTP ${call.status}` },
          ),
        );
    };
    const body = new FormData();
    body.append('file', file, file.name);
    call.send(body);
  });
}

interface PreviewInput {
  readonly uploadId: string;
  readonly kind: ImportKind;
  readonly mapping: MappingChoice | null;
  /** The sheet or file of several a mapping is suggested for. */
  readonly part: string | null;
}

/** How the file would be read; asked again whenever the mapping changes. */
export const usePreview = ({ uploadId, kind, mapping, part }: PreviewInput) =>
  useQuery({
    queryKey: ['preview', uploadId, kind, mapping, part],
    queryFn: () =>
      request<PreviewReply>('/api/imports/preview', {
        method: 'POST',
        body: { uploadId, kind, ...(mapping ? { mapping } : {}), ...(part ? { part } : {}) },
      }),
    enabled: uploadId !== '',
    placeholderData: previous => previous,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Saved mappings of a kind that are in use, for a choice. */
export const useSavedMappings = (kind: ImportKind) =>
  useQuery({
    queryKey: ['mappings', 'choice', kind],
    queryFn: () => loadMappings({ kind, use: 'current', sort: 'name', limit: 200 }),
  });

export const loadMappings = (page: PageQuery) =>
  request<z.infer<typeof savedMappingList>>('/api/mappings', { query: page });

export const useSavedMapping = (name: string | null) =>
  useQuery({
    queryKey: ['mapping', name],
    queryFn: () => request<SavedMapping>(`/api/mappings/${name}`),
    enabled: name !== null,
  });

export const useSaveMapping = (onDone: (saved: z.infer<typeof savedMappingReply>) => void) =>
  useCommand(
    (mapping: Mapping, key) =>
      request<z.infer<typeof savedMappingReply>>('/api/mappings', { method: 'POST', body: { mapping }, key }),
    { refreshes: [['mappings'], ['mapping']], onDone },
  );

export const useMappingUse = (name: string) =>
  useCommand(
    (retired: boolean, key) =>
      request<SavedMapping>(`/api/mappings/${name}`, { method: 'PUT', body: { retired }, key }),
    { refreshes: [['mappings'], ['mapping', name]] },
  );

export const useStartImport = (onDone: (job: JobStarted) => void) =>
  useCommand(
    (input: ImportRequest, key) => request<JobStarted>('/api/imports', { method: 'POST', body: input, key }),
    { refreshes: [['imports'], ['jobs'], ['home']], onDone },
  );

export const loadImports = (page: PageQuery) =>
  request<z.infer<typeof importList>>('/api/imports', { query: page });

export const useImport = (id: string) =>
  useQuery({ queryKey: ['import', id], queryFn: () => request<ImportRecord>(`/api/imports/${id}`) });

/** What the import did to its file, compared with another; null: the one before it. */
export const useImportReport = (id: string, other: string | null) =>
  useQuery({
    queryKey: ['import-report', id, other],
    queryFn: () =>
      request<ImportReport>(`/api/imports/${id}/report`, { query: other === null ? {} : { with: other } }),
  });

/** The newest imports of a kind that stand, for a choice. */
export const useImportsLike = (kind: ImportKind) =>
  useQuery({
    queryKey: ['imports', 'choice', kind],
    queryFn: () => loadImports({ kind, state: 'committed', limit: 100 }),
  });

/** Refused rows in file order; `after` is the row number the page begins behind. */
export const loadQuarantine = (id: string, page: PageQuery) =>
  request<z.infer<typeof quarantineList>>(`/api/imports/${id}/quarantine`, { query: page });

export const useUndoImport = (id: string, onDone: (started: JobStarted) => void) =>
  useCommand((_: null, key) => request<JobStarted>(`/api/imports/${id}/undo`, { method: 'POST', key }), {
    refreshes: [['imports'], ['jobs'], ['home']],
    onDone,
  });

export const useSalesDefinition = () =>
  useQuery({
    queryKey: ['sales-definition'],
    queryFn: () => request<SalesDefinitionReply>('/api/sales-definition'),
  });

/** Events change slowly and the question scans them: asked once while the page is open. */
export const useActivityEvents = () =>
  useQuery({
    queryKey: ['sales-definition', 'events'],
    queryFn: () => request<ActivityEvents>('/api/sales-definition/events'),
    staleTime: 300_000,
  });

export type SalesDefinitionInput = SalesDefinitionChange & { readonly dryRun: boolean };
export const usePutSalesDefinition = () =>
  useCommand(
    (input: SalesDefinitionInput, key) =>
      request<SalesDefinitionReply>('/api/sales-definition', { method: 'PUT', body: input, key }),
    { refreshes: [['sales-definition']] },
  );

export const useExclusions = () =>
  useQuery({ queryKey: ['exclusions'], queryFn: () => request<ExclusionsReply>('/api/exclusions') });

export const usePutExclusions = () =>
  useCommand(
    (input: { rules: readonly ExclusionRule[]; dryRun: boolean }, key) =>
      request<ExclusionsReply>('/api/exclusions', { method: 'PUT', body: input, key }),
    { refreshes: [['sales-definition']] },
  );

/** A search goes in the body: it may be a phone number, which must not stand in an address. */
export const loadCustomers = (query: string, page: PageQuery) =>
  query === ''
    ? request<z.infer<typeof customerList>>('/api/customers', { query: page })
    : request<z.infer<typeof customerList>>('/api/customers/search', {
        method: 'POST',
        body: { ...page, query },
      });

export const useReveal = (id: string) =>
  useCommand((body: { reason: string }, key) =>
    request<RevealedCustomer>(`/api/customers/${id}/reveal`, { method: 'POST', body, key }),
  );

/** Masked names and numbers of customers a list knows by id. */
export async function loadNames(ids: readonly string[]): Promise<ReadonlyMap<string, CustomerRow>> {
  if (ids.length === 0) return new Map();
  const { customers } = await request<z.infer<typeof customerList>>('/api/customers/search', {
    method: 'POST',
    body: { ids, limit: ids.length },
  });
  return new Map(customers.map(row => [row.customerId, row]));
}

export const useSavePlace = (id: string) =>
  useCommand(
    (body: CustomerPlaceRequest, key) =>
      request<CustomerPlace>(`/api/customers/${id}/place`, { method: 'PUT', body, key }),
    { refreshes: [['customer', id]] },
  );

export const useCustomer = (id: string) =>
  useQuery({ queryKey: ['customer', id], queryFn: () => request<CustomerPage>(`/api/customers/${id}`) });
