// A list's rows from its pages, and asking for the next page.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type ListParams, listQuery, pageSize } from '../api/queries';
import type { AnyRow } from '../api/types';

export function useList<T extends AnyRow = AnyRow>(name: string, params: ListParams, limit = pageSize) {
  const query = useInfiniteQuery({ ...listQuery<T>(name, params, limit), placeholderData: keepPreviousData });
  const rows = useMemo(() => query.data?.pages.flatMap((p) => p.data) ?? [], [query.data]);
  const total = query.data?.pages[0]?.total;
  const more = query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined;
  return { query, rows, total: total ?? (query.hasNextPage ? undefined : rows.length), more };
}
