// What the signed-in member may do, for hiding what is never allowed.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Me, meQuery } from '../api/session';
import type { AnyRow } from '../api/types';

export function useMe(): Me | undefined {
  return useQuery(meQuery).data;
}

export function useCan(): (permission: string) => boolean {
  const me = useMe();
  return (permission) => me?.permissions.includes(permission) ?? false;
}

export function Can({ permission, children }: { permission: string; children: ReactNode }) {
  const can = useCan();
  return can(permission) ? children : null;
}

/** What the server says may be done to this very row ("update", "delete", "move:offered"). */
export const rowCan = (row: Pick<AnyRow, 'can'>, what: string) => row.can?.includes(what) ?? false;
