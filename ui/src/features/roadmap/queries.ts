// The roadmap as its screens read and change it.
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { AnyRow } from '../../api/types';
import type { Asked, Horizon, Ref } from '../../kit/chain/types';

export type Card = AnyRow &
  Asked & {
    opportunities: Ref[];
    strength: number | null;
    strength_label: string | null;
    stale: boolean;
    decision: Ref | null;
  };

export type Board = Record<Horizon, Card[]> & { hidden: number };
export type Audience = 'internal' | 'customer' | 'public';
export const audiences: readonly Audience[] = ['internal', 'customer', 'public'];

export const boardQuery = (audience: Audience) =>
  queryOptions({
    queryKey: ['roadmap_item', 'board', audience],
    queryFn: ({ signal }) => api.get<Board>('/roadmap', { audience }, signal),
  });

export type CommitBody = {
  metric?: string;
  baseline?: number;
  target?: number;
  due_on?: string;
  prediction?: number;
  unmeasured_bet?: boolean;
  guardrail?: string;
};

export const commit = (row: AnyRow, body: CommitBody) =>
  api.post<AnyRow>(`/roadmap-items/${row.id}/commit`, body, row.rev);

export type Dropped = { roadmap_item: AnyRow; decision: AnyRow; asked: Asked };
export const dropItem = (id: string, body: { reason: string; outcome?: string }) =>
  api.post<Dropped>(`/roadmap-items/${id}/drop`, body);
