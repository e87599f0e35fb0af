// An account's or contact's timeline: what it said and what became of it.
import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';

export type Ref = { id: string; type: string; number: string | null; label: string };
export type Entry = {
  at: string;
  kind: string;
  object: Ref;
  text: string;
  state: string | null;
  evidence_kind: string | null;
  emotion: number | null;
  contact_label: string | null;
  by_label: string | null;
  because: Ref | null;
};
export type TimelinePromise = {
  about: Ref;
  contact_label: string | null;
  due_at: string | null;
  kept_at: string | null;
  state: 'open' | 'kept' | 'late';
};
export type Figures = {
  items: number;
  open: number;
  decided: number;
  answered: number;
  contacts: number;
  newest_said_at: string | null;
};
export type Timeline = { figures: Figures; promises: TimelinePromise[]; data: Entry[]; next: string | null };

export const timelineQuery = (path: 'accounts' | 'contacts', id: string) =>
  infiniteQueryOptions({
    queryKey: ['evidence', 'timeline', id],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<Timeline>(`/${path}/${encodeURIComponent(id)}/timeline`, { cursor: pageParam }, signal),
    getNextPageParam: (last) => last.next ?? undefined,
  });
