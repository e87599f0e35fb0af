// Telling those who asked: who can be told, who cannot and why, what is drafted and what left.
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { AnyRow } from '../../api/types';
import type { Ref } from './types';

export const whys = [
  'no_consent',
  'anonymous',
  'already_answered',
  'unsubscribed',
  'unreachable',
  'no_address',
  'history',
  'drafted',
] as const;
export type Why = (typeof whys)[number];

export type Sendable = {
  contact_id: string;
  contact_label: string;
  account_label: string | null;
  language: string;
  language_is_fallback: boolean;
  needs_asking: boolean;
  evidence: { id: string; verbatim: string; said_at: string }[];
  subject: string;
  body: string;
};

export type NotSendable = {
  contact_id: string | null;
  contact_label: string | null;
  account_label: string | null;
  evidence: { id: string; verbatim: string }[];
  why: Why;
  note: string;
};

export type AnswerLine = {
  id: string;
  number: string | null;
  state: string;
  contact_id: string;
  contact_label: string | null;
  hold_until: string | null;
  sent_at: string | null;
};

export type Tell = {
  about: Ref;
  outcome: string | null;
  reason: string | null;
  asked: number;
  reachable: number;
  answered: number;
  sendable: Sendable[];
  not: NotSendable[];
  not_counts: Partial<Record<Why, number>>;
  answers: AnswerLine[];
  languages: string[];
};

export const tellQuery = (id: string) =>
  queryOptions({ queryKey: ['tell', id], queryFn: ({ signal }) => api.get<Tell>(`/tell/${id}`, undefined, signal) });

export type Drafted = { created: number; answers: AnyRow[]; skipped: { contact_id: string; why: string }[] };
export type Approved = {
  approved: number;
  hold_until: string | null;
  refused: { id: string; why: string; note: string }[];
};

export const draftAnswers = (id: string, body: { contact_ids?: string[]; body?: Record<string, string> }) =>
  api.post<Drafted>(`/tell/${id}/draft`, body);
export const approveAnswers = (ids: string[]) => api.post<Approved>('/answers/approve', { ids });
export const cancelAnswers = (ids: string[]) =>
  api.post<{ cancelled: number; too_late: string[] }>('/answers/cancel', { ids });
export const answeredElsewhere = (body: {
  contact_id?: string;
  evidence_ids: string[];
  decision_id?: string;
  release_id?: string;
  note: string;
}) => api.post<AnyRow>('/answers/elsewhere', body);

export const isTold = (a: { state: string }) => a.state === 'sent' || a.state === 'answered_elsewhere';
export const tellKeys = [
  ['tell'],
  ['answer'],
  ['trace'],
  ['evidence'],
  ['today'],
  ['outbox'],
  ['decision'],
  ['release'],
  ['roadmap_item'],
];
