// Evidence as the inbox and its page read it, and the calls that change it.
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { AnyRow, Row } from '../../api/types';

export type Evidence = Row<'evidence'>;

export type ThemeOffer = { id: string; number: string | null; name: string; score: number; words: string[] };
export type Near = {
  id: string;
  score: number;
  verbatim: string;
  same_contact?: boolean;
  contact_label?: string | null;
  account_label?: string | null;
};
export type Suggestions = { themes: ThemeOffer[]; duplicates: Near[]; similar: Near[] };

export type Triage = {
  theme_id?: string;
  new_theme?: string;
  no_theme?: boolean;
  request?: string;
  need?: string;
  emotion?: number;
  urgency?: string;
  spam?: boolean;
  duplicate_of?: string;
};

export const suggestionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['suggestions', id],
    queryFn: ({ signal }) => api.get<Suggestions>(`/evidence/${id}/suggestions`, undefined, signal),
    staleTime: 60_000,
  });

export const triage = (row: Pick<AnyRow, 'id' | 'rev'>, body: Triage) =>
  api.post<AnyRow>(`/evidence/${row.id}/triage`, body, row.rev);

export type Version = {
  version: number;
  at: string;
  who_label: string | null;
  reason: string | null;
  fields: Record<string, unknown>;
};

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['evidence', 'versions', id],
    queryFn: ({ signal }) => api.get<{ data: Version[] }>(`/evidence/${id}/versions`, undefined, signal),
  });
