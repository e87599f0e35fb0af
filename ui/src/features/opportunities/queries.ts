// Opportunities and their scores as the screens read and change them.
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { AnyRow } from '../../api/types';

export type ScoreDraft = {
  method: string;
  version: number;
  reach: { value: number | null; unit: string; from: string };
  impact: { value: number | null };
  confidence: { value: number | null; from: string };
  effort: { value: number | null };
  last: AnyRow | null;
};

export type ScoreBody = { reach?: number; impact?: number; confidence?: number; effort?: number; reason?: string };

export const scoreDraftQuery = (id: string) =>
  queryOptions({
    queryKey: ['opportunity', 'score-draft', id],
    queryFn: ({ signal }) => api.get<ScoreDraft>(`/opportunities/${id}/score-draft`, undefined, signal),
  });

export const score = (id: string, body: ScoreBody) =>
  api.post<AnyRow & { warnings?: string[] }>(`/opportunities/${id}/score`, body);
