// Insights as their screens read and change them.
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';

export type Against = {
  id: string;
  score: number;
  verbatim: string;
  contact_label: string | null;
  account_label: string | null;
  said_at: string;
  emotion: number | null;
};

export const contradictionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['insight', 'contradictions', id],
    queryFn: ({ signal }) => api.get<{ data: Against[] }>(`/insights/${id}/contradictions`, undefined, signal),
    staleTime: 60_000,
  });
