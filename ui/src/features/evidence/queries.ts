// Evidence as the inbox and its page read it, and the one call that triages it.
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Row } from '../../api/types';

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

export const triage = (row: Pick<Evidence, 'id' | 'rev'>, body: Triage) =>
  api.post<Evidence>(`/evidence/${row.id}/triage`, body, row.rev);
