// Editing one object: shown at once, sent one after another, rolled back by field when refused, undo offered.
import { type InfiniteData, type QueryClient, type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { isStatus } from '../api/errors';
import { type AnyRow, type List, resource } from '../api/types';
import { useT } from '../i18n';
import { useAct } from './act';

export type Edit = { id: string; set: Record<string, unknown> };

const isPages = (d: unknown): d is InfiniteData<List<AnyRow>> => typeof d === 'object' && d !== null && 'pages' in d;
const isList = (d: unknown): d is List<AnyRow> =>
  typeof d === 'object' && d !== null && 'data' in d && Array.isArray(d.data);
const isRow = (d: unknown): d is AnyRow => typeof d === 'object' && d !== null && 'id' in d;

/** Changes one row wherever it is cached: its page, every list. */
export function patchCached(client: QueryClient, name: string, id: string, set: Partial<AnyRow>) {
  const inRow = (row: AnyRow) => (row.id === id ? { ...row, ...set } : row);
  const inList = (list: List<AnyRow>) => ({ ...list, data: list.data.map(inRow) });
  client.setQueriesData({ queryKey: [name] }, (data: unknown) => {
    if (isPages(data)) return { ...data, pages: data.pages.map(inList) };
    if (isList(data)) return data.data.some((r) => r.id === id) ? inList(data) : data;
    return isRow(data) ? inRow(data) : data;
  });
}

/** Takes a row out of one cached list at once; the next reading decides whether it really left. */
export function dropCached(client: QueryClient, queryKey: QueryKey, id: string) {
  const rest = (list: List<AnyRow>) => ({
    ...list,
    data: list.data.filter((r) => r.id !== id),
    total:
      list.total === undefined ? undefined : Math.max(0, list.total - (list.data.some((r) => r.id === id) ? 1 : 0)),
  });
  client.setQueryData(queryKey, (data: unknown) => (isPages(data) ? { ...data, pages: data.pages.map(rest) } : data));
}

/** The newest copy of a row in the cache. */
export function cachedRow(client: QueryClient, name: string, id: string): AnyRow | null {
  let best: AnyRow | null = null;
  const see = (row: AnyRow) => {
    if (row.id === id && (!best || row.rev >= best.rev)) best = row;
  };
  for (const [, data] of client.getQueriesData<unknown>({ queryKey: [name] })) {
    if (isPages(data)) for (const page of data.pages) page.data.forEach(see);
    else if (isList(data)) data.data.forEach(see);
    else if (isRow(data)) see(data);
  }
  return best;
}

const pick = (row: AnyRow, set: Record<string, unknown>) =>
  Object.fromEntries(Object.keys(set).map((key) => [key, row[key] ?? null]));

export function usePatch(name: string) {
  const client = useQueryClient();
  const { act } = useAct();
  const t = useT();
  const key = [name];
  return useMutation({
    mutationKey: key,
    scope: { id: name },
    mutationFn: async (v: Edit) => {
      const rev = cachedRow(client, name, v.id)?.rev ?? 0;
      const row = await act({
        run: () => api.patch<AnyRow>(`/${resource(name).path}/${v.id}`, v.set, rev),
        done: t('saved'),
        renew: [],
        fields: true,
      });
      if (!row) throw new Error('refused');
      return row;
    },
    onMutate: async (v: Edit) => {
      await client.cancelQueries({ queryKey: key });
      const old = cachedRow(client, name, v.id);
      patchCached(client, name, v.id, v.set);
      return { back: old ? pick(old, v.set) : null };
    },
    onError: (error, v, kept) => {
      if (kept?.back) patchCached(client, name, v.id, kept.back);
      if (isStatus(error, 422)) return;
    },
    onSuccess: (row, v) => patchCached(client, name, v.id, row),
    onSettled: () => {
      if (client.isMutating({ mutationKey: key }) === 1) {
        void client.invalidateQueries({ queryKey: key });
        void client.invalidateQueries({ queryKey: ['trace'] });
      }
    },
  });
}
