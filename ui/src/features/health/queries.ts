// Loop health as its page reads it.
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Ref } from '../../kit/chain/types';
import type { Risk } from '../../kit/chart/Survival';
import type { Figure } from '../../kit/figure';

/** A figure with the evidence filter that lists what is missing from its numerator. */
export type LoopFigure = Figure & { f?: string | null; by_machine?: number; objects?: Ref[] };

export type StageTime = {
  median_hours: number | null;
  reason: string | null;
  p90_completed_hours: number | null;
  completed: number;
  open: number;
  median_completed_hours: number | null;
  survival: Risk[];
};

export const stages = ['triaged', 'linked', 'decided', 'answered'] as const;
export type Stage = (typeof stages)[number];

export type Loop = {
  from: string;
  to: string;
  population: { received: number; history: number; spam: number; duplicates: number };
  coverage: Record<Stage, LoopFigure>;
  time_in_stage: Record<Stage, StageTime>;
  handoff: { attainment: LoopFigure; bounce_rate: LoopFigure; open_overdue: number; open_not_due: number };
  closed_loop: LoopFigure;
  receipt: LoopFigure;
  unreachable: { customers: number; anonymous: number; opted_out: number; no_consent: number };
  silent_no: LoopFigure;
  staleness: LoopFigure;
  hit_rate: LoopFigure & { measured: Figure; strict: Figure };
  calibration: { brier: Figure; skill: number | null };
  waits: { owner: Ref | null; what: string; count: number; oldest_due_at: string | null }[];
  light_records: number;
  full_records: number;
};

export const loopQuery = (from: string, to: string) =>
  queryOptions({ queryKey: ['loop', from, to], queryFn: ({ signal }) => api.get<Loop>('/loop', { from, to }, signal) });
