// Bringing a file in: upload and look at it, then import; the file waits between pages in this tab only.
import { queryOptions } from '@tanstack/react-query';
import { api, request } from '../../api/client';
import type { Row } from '../../api/types';

export type PreviewColumn = {
  index: number;
  name: string;
  samples: string[];
  field: string | null;
  why: string | null;
};

export type Preview = {
  upload: string;
  format: string;
  encoding: string;
  delimiter: string | null;
  header_rows: number;
  rows: number;
  words_rows: number;
  bytes: number;
  columns: PreviewColumn[];
  fields: { field: string; label: string }[];
  source_guess: string;
  history: { rows: number; oldest: string | null; newest: string | null };
  summary: string;
};

export type RowError = { row: number; field: string | null; message: string };
export type ImportRow = Row<'import'> & { errors?: RowError[]; progress?: number | null };
export type Consent = 'asked' | 'each_time' | 'no';
export type ImportOrder = {
  upload: string;
  source: string;
  as: string;
  map: Record<string, number | number[]>;
  consent: Consent;
  dry_run: boolean;
};

export const preview = (name: string, body: Blob) =>
  request<Preview>('POST', '/imports/preview', { query: { name }, raw: body });

export const startImport = (order: ImportOrder) => api.post<{ import: ImportRow; job: string }>('/imports', order);

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['import', 'one', id],
    queryFn: ({ signal }) => api.get<ImportRow>(`/imports/${id}`, undefined, signal),
    refetchInterval: (q) => (isRunning(q.state.data) ? 1000 : false),
  });

export const isRunning = (row: { state?: string | null } | undefined) =>
  row?.state === 'running' || row?.state === 'waiting';

/** A file chosen on another page, kept until the wizard takes it. */
let waiting: { name: string; body: Blob } | null = null;

export function handOver(name: string, body: Blob) {
  waiting = { name, body };
}

export function takeOver() {
  const file = waiting;
  waiting = null;
  return file;
}
