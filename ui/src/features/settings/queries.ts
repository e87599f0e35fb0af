// Settings that are not plain resources: tokens, sessions, the permission matrix, the audit log, what leaves.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';

export type Token = {
  id: string;
  name: string;
  scopes: string[];
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
};
export type Session = {
  id: string;
  agent: string;
  created_at: string;
  last_used_at: string | null;
  expires_at: string;
  current: boolean;
};
export type Matrix = {
  permissions: { name: string; label: string; group: string }[];
  roles: { name: string; label: string; permissions: string[] }[];
};
export type AuditEntry = {
  seq: number;
  object: { id: string; type: string; number: string | null; label: string };
  kind: string;
  at: string;
  who: string | null;
  who_label: string | null;
  fields: { field: string; old: unknown }[];
};
export type Outgoing = { what: string; where: string; on: boolean; note: string | null };

export const tokensQuery = queryOptions({
  queryKey: ['token', 'all'],
  queryFn: ({ signal }) => api.get<{ data: Token[] }>('/tokens', undefined, signal),
});

export const sessionsQuery = queryOptions({
  queryKey: ['session', 'all'],
  queryFn: ({ signal }) => api.get<{ data: Session[] }>('/sessions', undefined, signal),
});

export const matrixQuery = queryOptions({
  queryKey: ['permissions'],
  queryFn: ({ signal }) => api.get<Matrix>('/permissions', undefined, signal),
  staleTime: 600_000,
});

export const outgoingQuery = queryOptions({
  queryKey: ['outgoing'],
  queryFn: ({ signal }) => api.get<{ data: Outgoing[] }>('/outgoing', undefined, signal),
});

export const auditQuery = infiniteQueryOptions({
  queryKey: ['audit'],
  initialPageParam: '',
  queryFn: ({ pageParam, signal }) =>
    api.get<{ data: AuditEntry[]; next: string | null }>('/changes', { limit: 50, cursor: pageParam }, signal),
  getNextPageParam: (last) => last.next ?? undefined,
});
