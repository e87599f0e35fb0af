// What changed since the member's last visit, as one reply.
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';

export type Ref = { id: string; type: string; number: string | null; label: string };
export type ThemeTrend = {
  id: string;
  number: string | null;
  name: string;
  recent: number;
  before: number;
  heard_recent: number;
  heard_before: number;
  p: number | null;
  adjusted: number | null;
  rising: boolean;
  is_new: boolean;
};
export type Overdue = Ref & { what: string; due_at: string; owner_label: string | null };
export type ToTell = Ref & { asked: number; reachable: number; answered: number };
export type Today = {
  since: string;
  now: string;
  inbox: { open: number; overdue: number; urgent: number };
  new: Record<string, number>;
  rising: ThemeTrend[];
  new_themes: ThemeTrend[];
  overdue: Overdue[];
  overdue_total: number;
  waiting_for_me: Overdue[];
  to_tell: ToTell[];
};

export const todayQuery = queryOptions({
  queryKey: ['today'],
  queryFn: ({ signal }) => api.get<Today>('/today', undefined, signal),
  staleTime: 30_000,
});

export const markSeen = () => api.post<{ since: string }>('/today/seen');
