// Who is signed in, where, and what they may do.
import { queryOptions } from '@tanstack/react-query';
import { api } from './client';

export type Me = {
  user: { id: string; name: string | null; email: string };
  member: { id: string; roles: string[]; lead: boolean };
  workspace: { id: string; name: string; profile: string; zone: string; locale: string };
  workspaces: { id: string; name: string; is_sample: boolean }[];
  permissions: string[];
  product: { id: string; name: string } | null;
  counts: { evidence: number };
};

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => api.get<Me>('/me', undefined, signal),
  staleTime: 60_000,
  retry: false,
});
