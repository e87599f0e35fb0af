// Strength, thread, insight, opportunity and roadmap of the small workspace.
import type { Link, Station } from '../../api/queries';
import type { Against } from '../../features/insights/queries';
import type { ScoreDraft } from '../../features/opportunities/queries';
import type { Board, Card } from '../../features/roadmap/queries';
import type { Strength, Weighed } from '../../kit/chain/types';
import { at, refs, row } from './make';

export const weighed = (n: number, verbatim: string, more: Partial<Weighed> = {}): Weighed => ({
  id: `ev_${n}`,
  verbatim,
  evidence_kind: 'interview',
  said_at: at(30),
  age_days: 30,
  weight: 0.53,
  counts: true,
  account_label: 'Nord',
  contact_label: 'Ana R.',
  via: refs.theme,
  by: 'person',
  ...more,
});
export const strength: Strength = {
  object: refs.opportunity,
  strength: 26.74,
  label: 'moderate',
  s_plus: 1.41,
  s_minus: 0.48,
  confirmed: { strength: 18.2, label: 'weak' },
  accounts: 5,
  segments: [{ id: 'sg_1', name: 'SMB', accounts: 5 }],
  sources: [{ id: 'so_1', name: 'Helpdesk', items: 9 }],
  newest_support_at: at(4),
  age_days: 4,
  stale: false,
  supports: [
    weighed(1, 'The export drops the tax column.'),
    weighed(2, 'Same for us, every month.', { counts: false, by: 'machine' }),
  ],
  contradicts: [weighed(5, 'Export is fine here.', { account_label: 'Orbit' })],
  method: { name: 'evidence_strength', version: 1, formula: '100(1-exp(-max(S+ - S-,0)/3))' },
};

export const stations: Station[] = [
  { station: 'words', count: 14, state: 'present', note: '14 items, 9 accounts, 6 by machine', objects: [] },
  { station: 'theme', count: 1, state: 'present', note: null, objects: [refs.theme] },
  { station: 'insight', count: 0, state: 'gap', note: null, objects: [] },
  { station: 'opportunity', count: 1, state: 'present', note: null, objects: [refs.opportunity] },
  { station: 'score', count: 0, state: 'gap', note: null, objects: [] },
  { station: 'decision', count: 0, state: 'overdue', note: '3 days overdue', objects: [] },
  { station: 'roadmap', count: 0, state: 'gap', note: null, objects: [] },
  { station: 'validation', count: 0, state: 'skipped', note: 'urgent fix', objects: [refs.decision] },
  { station: 'launch', count: 1, state: 'present', note: null, objects: [refs.release] },
  { station: 'outcome', count: 0, state: 'gap', note: null, objects: [] },
  { station: 'answer', count: 0, state: 'gap', note: '0 of 9 answered', objects: [] },
];

export const links: Link[] = [
  {
    id: 'li_1',
    relation: 'theme_opportunity',
    from: 'th_1',
    from_label: refs.theme.label,
    from_type: 'theme',
    to: 'op_1',
    to_label: refs.opportunity.label,
    to_type: 'opportunity',
    sign: 1,
    by: 'person',
    author: 'Lea',
    at: at(3),
    reason: null,
  },
  {
    id: 'li_2',
    relation: 'opportunity_roadmap_item',
    from: 'op_1',
    from_label: refs.opportunity.label,
    from_type: 'opportunity',
    to: 'rm_1',
    to_label: refs.item.label,
    to_type: 'roadmap_item',
    sign: 1,
    by: 'person',
    author: 'Lea',
    at: at(3),
    reason: null,
  },
];

export const theme = row('th_1', {
  number: 'T-1',
  name: refs.theme.label,
  state: 'active',
  origin: 'person',
  definition: 'Columns that are on screen are missing in the exported file.',
  pinned: false,
  items: 28,
  accounts: 14,
});
export const opportunity = row(
  'op_1',
  {
    number: 'O-7',
    need: refs.opportunity.label,
    request: 'Add a tax column to the CSV export',
    state: 'accepted',
    goal_id: null,
    goal_label: null,
  },
  ['update', 'delete', 'move:exploring'],
);
export const goal = row('go_1', { number: 'G-1', objective: 'Auditors finish in a day' });
export const insight = row('in_1', {
  number: 'I-3',
  claim: 'Small firms retype figures because the export is incomplete',
  state: 'draft',
  contradiction_searched_at: null,
  contradiction_searched_by: null,
});
export const against: Against[] = [
  {
    id: 'ev_9',
    score: 0.7,
    verbatim: 'We never retype anything, the export is complete.',
    contact_label: 'Max',
    account_label: 'Orbit',
    said_at: at(9),
    emotion: 1,
  },
];
export const scoreDraft: ScoreDraft = {
  method: 'rice',
  version: 1,
  reach: { value: 14, unit: 'accounts', from: '14 accounts heard' },
  impact: { value: null },
  confidence: { value: 0.8, from: 'strength 27 moderate' },
  effort: { value: null },
  last: null,
};

export const card = (n: number, title: string, horizon: string, more: Record<string, unknown> = {}): Card => ({
  ...row(`rm_${n}`, {
    number: `R-${n}`,
    title,
    horizon,
    state: 'candidate',
    position: n,
    goal_id: 'go_1',
    goal_label: 'Auditors finish in a day',
    owner_label: 'Lea',
    audience: 'internal',
    ...more,
  }),
  opportunities: [refs.opportunity],
  strength: 26.74,
  strength_label: 'moderate',
  stale: false,
  asked: 31,
  reachable: 24,
  answered: 0,
  decision: refs.decision,
});
export const board: Board = {
  now: [
    {
      ...card(1, refs.item.label, 'now', {
        state: 'committed',
        metric: 'Retyped lines',
        baseline: 400,
        target: 40,
        due_on: '2027-03-31',
        prediction: 0.7,
        audience: 'customer',
      }),
      strength: 61,
      strength_label: 'strong',
    },
  ],
  next: [
    card(2, 'Faster first load', 'next'),
    { ...card(3, 'One login', 'next', { unmeasured_bet: true }), stale: true, strength: null, strength_label: null },
  ],
  later: [],
  hidden: 0,
};
