// Reads and writes of the chain that more than one feature uses.
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { AnyRow } from '../../api/types';
import type { Asked, Horizon, Strength } from './types';

/** Everything a step on the chain may change on screen. */
export const chainKeys = [
  ['theme'],
  ['insight'],
  ['opportunity'],
  ['decision'],
  ['roadmap_item'],
  ['release'],
  ['answer'],
  ['goal'],
  ['trace'],
  ['links'],
  ['strength'],
  ['tell'],
  ['today'],
];

export const strengthQuery = (id: string) =>
  queryOptions({
    queryKey: ['strength', id],
    queryFn: ({ signal }) => api.get<Strength>(`/strength/${id}`, undefined, signal),
  });

export type Placed = { roadmap_item: AnyRow; decision: AnyRow | null; goal: AnyRow | null; asked: Asked };
export type Place = {
  opportunity_id?: string;
  roadmap_item_id?: string;
  horizon: Horizon;
  title?: string;
  goal_id?: string;
  goal_title?: string;
  reason?: string;
  position?: number;
  before_id?: string;
};

export const place = (body: Place) => api.post<Placed>('/roadmap/place', body);

export type Released = { release: AnyRow; roadmap_item: AnyRow; changelog_entry: AnyRow | null; asked: Asked };
export type ReleaseBody = { name?: string; release_id?: string; released_at?: string; changelog?: string };

export const releaseItem = (id: string, body: ReleaseBody) => api.post<Released>(`/roadmap-items/${id}/release`, body);

export type Decided = { decision: AnyRow; asked: Asked };
export type DecideBody = { outcome: string; reason: string; question?: string; options?: string[]; review_on?: string };

export const decide = (opportunity: string, body: DecideBody) =>
  api.post<Decided>(`/opportunities/${opportunity}/decide`, body);
