// Full-text search over evidence with counts by facet, and the same words among what was already worked out.
import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { AnyRow } from '../../api/types';

export type FacetValue = { value: string; label: string; count: number };
export type Facet = { field: string; values: FacetValue[] };
export type Found = { data: AnyRow[]; next: string | null; total: number; facets?: Facet[]; spelling?: string | null };

export type SearchParams = { q: string; f: string; sort: string };

const page = 20;

export const searchQuery = (params: SearchParams) =>
  infiniteQueryOptions({
    queryKey: ['evidence', 'search', params],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Found>('/search', { ...params, limit: page, cursor: pageParam }, signal),
    getNextPageParam: (last) => last.next ?? undefined,
  });
