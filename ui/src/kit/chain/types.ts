// Shapes that several screens of the chain share, as the API sends them.
import { nameOfId } from '../../api/types';

export type Ref = { id: string; type: string; number: string | null; label: string };
export type Asked = { asked: number; reachable: number; answered: number };
export type MadeBy = { person: number; rule: number; machine: number };

export type Voices = {
  effective: number | null;
  largest_share: number | null;
  largest: Ref | null;
  warn: boolean;
  reason: string | null;
};

export type SegmentShare = {
  id: string;
  name: string;
  heard: number;
  members: number;
  share: number | null;
  items: number;
  base_share: number | null;
  population: number | null;
};

export type Weighed = {
  id: string;
  verbatim: string;
  evidence_kind: string;
  said_at: string;
  age_days: number;
  weight: number;
  counts: boolean;
  account_label: string | null;
  contact_label: string | null;
  via: Ref | null;
  by: string;
};

export type Strength = {
  object: Ref;
  strength: number | null;
  label: 'weak' | 'moderate' | 'strong' | null;
  s_plus: number;
  s_minus: number;
  confirmed: { strength: number | null; label: string | null };
  accounts: number;
  segments: { id: string; name: string; accounts: number }[];
  sources: { id: string; name: string; items: number }[];
  newest_support_at: string | null;
  age_days: number | null;
  stale: boolean;
  supports: Weighed[];
  contradicts: Weighed[];
  method: { name: string; version: number; formula: string };
};

export type Horizon = 'now' | 'next' | 'later';
export const horizons: readonly Horizon[] = ['now', 'next', 'later'];

/** The filter token that lists an object's evidence: `theme:T-3`. */
export const evidenceOf = (r: { id: string; number?: string | null }): string =>
  `${nameOfId(r.id) ?? ''}:${r.number ?? r.id}`;
