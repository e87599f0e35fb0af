// Queries and their keys for every resource. One shape of key everywhere, so that live events can find what to renew:
// [resource name, 'list', params] and [resource name, 'one', id].
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { type AnyRow, type List, resource } from './types';

export type ListParams = { f?: string; sort?: string; q?: string; archived?: boolean };

export const pageSize = 50;

export function listQuery<T = AnyRow>(name: string, params: ListParams, limit = pageSize) {
  return infiniteQueryOptions({
    queryKey: [name, 'list', params, limit],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<List<T>>(
        `/${resource(name).path}`,
        { ...params, archived: params.archived ? 1 : undefined, limit, cursor: pageParam },
        signal,
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    maxPages: 0,
  });
}

/** A short list that is read whole: choices, children of one object. */
export function allQuery<T = AnyRow>(name: string, params: ListParams, limit = 200) {
  return queryOptions({
    queryKey: [name, 'all', params, limit],
    queryFn: ({ signal }) => api.get<List<T>>(`/${resource(name).path}`, { ...params, limit }, signal),
  });
}

export function oneQuery<T = AnyRow>(name: string, id: string) {
  // Not through queryOptions: a row type with an index signature defeats its inference of `data`.
  return {
    queryKey: [name, 'one', id],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      api.get<T>(`/${resource(name).path}/${encodeURIComponent(id)}`, undefined, signal),
  };
}

export type Change = {
  seq: number;
  kind: string;
  at: string;
  who: string | null;
  who_label: string | null;
  fields: { field: string; old: unknown }[];
};

export function historyQuery(name: string, id: string) {
  return queryOptions({
    queryKey: [name, 'history', id],
    queryFn: ({ signal }) => api.get<{ data: Change[] }>(`/${resource(name).path}/${id}/history`, undefined, signal),
  });
}

export type Link = {
  id: string;
  relation: string;
  from: string;
  from_label: string;
  from_type: string;
  to: string;
  to_label: string;
  to_type: string;
  sign: 1 | -1;
  by: 'person' | 'rule' | 'machine';
  author: string | null;
  at: string;
  reason: string | null;
};

export function linksQuery(id: string) {
  return queryOptions({
    queryKey: ['links', id],
    queryFn: ({ signal }) => api.get<{ data: Link[] }>('/links', { object: id }, signal),
  });
}

export type Station = {
  station: string;
  count: number;
  state: 'present' | 'gap' | 'skipped' | 'overdue';
  note: string | null;
  objects: { id: string; number: string | null; type: string; label: string }[];
};

export function traceQuery(id: string) {
  return queryOptions({
    queryKey: ['trace', id],
    queryFn: ({ signal }) => api.get<{ object: string; stations: Station[] }>(`/trace/${id}`, undefined, signal),
  });
}
