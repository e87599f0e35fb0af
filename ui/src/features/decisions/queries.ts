// Decision records as their screens read and change them.
import { api } from '../../api/client';
import type { AnyRow } from '../../api/types';
import type { Asked } from '../../kit/chain/types';

export const outcomes = ['do', 'not_now', 'wont', 'need_evidence'] as const;
export const protocols = ['single', 'peer_review', 'consent', 'daci', 'rice_threshold', 'pre_set_rule'] as const;
export const seats = ['driver', 'approver', 'contributor', 'informed'] as const;

export type Closed = { decision: AnyRow; asked: Asked };

export const closeDecision = (row: AnyRow, body: { outcome: string; reason: string; review_on?: string }) =>
  api.post<Closed>(`/decisions/${row.id}/close`, body, row.rev);
export const supersede = (id: string, body: { question?: string; reason: string; outcome: string }) =>
  api.post<Closed>(`/decisions/${id}/supersede`, body);
