// Long work of the workspace: asked every second while some runs, else rarely.
import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';

export type Job = {
  id: string;
  kind: string;
  label: string | null;
  state: string;
  progress: number | null;
  done: number | null;
  total: number | null;
  started_at: string | null;
  finished_at: string | null;
  error: string | null;
  object: string | null;
};

const busyMs = 1000;
const idleMs = 20_000;

export const isActive = (job: Job) => job.state === 'running' || job.state === 'waiting';

const shownMs = 60_000;
const failedShownMs = 600_000;

/** Finished work is shown for a minute, failed work for ten. */
export function isFresh(job: Job, now: number): boolean {
  const age = job.finished_at ? now - new Date(job.finished_at).getTime() : 0;
  return age < (job.state === 'failed' ? failedShownMs : shownMs);
}

export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: ({ signal }) => api.get<{ data: Job[] }>('/jobs', { state: 'active' }, signal),
  refetchInterval: (q) => (q.state.data?.data.some(isActive) ? busyMs : idleMs),
  retry: false,
});

/** Seconds until the end at the present pace, or null when nothing can be said yet. */
export function secondsLeft(job: Job, now: number): number | null {
  if (!job.started_at || !job.progress || job.progress >= 1) return null;
  const spent = (now - new Date(job.started_at).getTime()) / 1000;
  return spent < 2 ? null : Math.round((spent / job.progress) * (1 - job.progress));
}
