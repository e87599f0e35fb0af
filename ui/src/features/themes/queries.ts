// Themes as their screens read and change them.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { AnyRow } from '../../api/types';
import type { MadeBy, Ref, SegmentShare, Voices } from '../../kit/chain/types';
import type { Figure } from '../../kit/figure';

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

export type Span = { from: string; items: number; accounts: number };

export type ThemeRow = {
  id: string;
  number: string | null;
  name: string;
  state: string;
  origin: string;
  pinned: boolean | null;
  parent_id: string | null;
  parent_label: string | null;
  items: number;
  accounts: number;
  by: MadeBy;
  emotion: number | null;
  voices: Voices;
  weeks: Span[];
  trend: ThemeTrend;
  opportunities: number;
};

export type Overview = {
  heard: Figure;
  items: number;
  unlinked: number;
  themes: ThemeRow[];
  not_heard: SegmentShare[];
};

export type QuoteOf = {
  id: string;
  kind: 'typical' | 'extreme' | 'against' | 'newest';
  verbatim: string;
  said_at: string;
  emotion: number | null;
  contact_label: string | null;
  account_label: string | null;
  evidence_kind: string;
  by: string;
};

export type Summary = {
  theme: Ref;
  items: number;
  by: MadeBy;
  accounts: Figure;
  contacts: number;
  anonymous: number;
  history: number;
  first_said_at: string | null;
  last_said_at: string | null;
  voices: Voices;
  emotion: { mean: number | null; n: number; of: number; reason: string | null };
  segments: SegmentShare[];
  not_heard: SegmentShare[];
  weeks: Span[];
  months: Span[];
  trend: ThemeTrend;
  quotes: QuoteOf[];
  opportunities: Ref[];
  insights: Ref[];
};

export type Item = QuoteOf & { linked_at: string; reason: string | null };
export type Items = { data: Item[]; next: string | null; total?: number };

export type Draft = {
  need_examples: string[];
  requests: string[];
  segments: SegmentShare[];
  area: Ref | null;
  moments: { id: string; verbatim: string; start: number; length: number }[];
  accounts: number;
  items: number;
  similar: Ref[];
};

const emptyMs = 4000;

export const themesQuery = (q: string, state: string) =>
  queryOptions({
    queryKey: ['theme', 'overview', q, state],
    queryFn: ({ signal }) => api.get<Overview>('/themes/overview', { q, state }, signal),
    // The first groups appear by themselves: nothing on the page can jump yet.
    refetchInterval: ({ state: { data } }) => (data?.themes.length === 0 && !q ? emptyMs : false),
  });

export const summaryQuery = (id: string) =>
  queryOptions({
    queryKey: ['theme', 'summary', id],
    queryFn: ({ signal }) => api.get<Summary>(`/themes/${id}/summary`, undefined, signal),
  });

export const itemsQuery = (id: string, by: string) =>
  infiniteQueryOptions({
    queryKey: ['theme', 'items', id, by],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => api.get<Items>(`/themes/${id}/items`, { by, cursor: pageParam }, signal),
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const draftQuery = (id: string) =>
  queryOptions({
    queryKey: ['theme', 'draft', id],
    queryFn: ({ signal }) => api.get<Draft>(`/themes/${id}/opportunity-draft`, undefined, signal),
  });

export type Job = { id: string; state: string; done: number | null; total: number | null; error?: string | null };

export const makeOpportunity = (id: string, body: { need: string; request?: string }) =>
  api.post<AnyRow>(`/themes/${id}/opportunity`, body);
export const makeInsight = (id: string, body: { claim?: string; evidence_ids?: string[] }) =>
  api.post<AnyRow>(`/themes/${id}/insight`, body);
export const changeItems = (id: string, body: { add?: string[]; remove?: string[] }) =>
  api.post<{ added: number; removed: number }>(`/themes/${id}/items`, body);
export const splitTheme = (
  id: string,
  body: { name: string; definition?: string; evidence_ids: string[]; reason: string },
) => api.post<{ theme: AnyRow; moved: number }>(`/themes/${id}/split`, body);
export const mergeTheme = (id: string, into: string, reason: string) =>
  api.post<AnyRow>(`/themes/${id}/merge`, { into, reason });
export type Collect = {
  name: string;
  definition?: string;
  evidence_ids?: string[];
  q?: string;
  f?: string;
  rule?: boolean;
};
export const collectTheme = (body: Collect) =>
  api.post<{ theme: AnyRow; linked: number; job: string | null }>('/themes/collect', body);
export const rebuildThemes = (resolution: number) => api.post<{ job: string }>('/themes/rebuild', { resolution });
