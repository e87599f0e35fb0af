// The second half of the small workspace: decisions, releases, answers, loop health.
import type { Loop, StageTime } from '../../features/health/queries';
import type { Tell } from '../../kit/chain/tell';
import { at, count, refs, row, share } from './make';
import { quotes } from './understand';

export const decision = row('de_1', {
  number: 'D-4',
  question: refs.decision.label,
  options: ['Auditors first', 'Leave it'],
  outcome: null,
  reason: null,
  protocol: 'daci',
  form: 'full',
  decider_id: null,
  decider_label: null,
  decided_at: null,
  review_on: null,
  asked: { asked: 23, reachable: 14, answered: 0 },
});
export const closed = row('de_2', {
  number: 'D-5',
  question: 'Put one login next?',
  options: ['this', 'leave it'],
  outcome: 'do',
  reason: 'Five accounts lose an hour a week.',
  protocol: 'single',
  form: 'light',
  decider_label: 'Lea',
  decided_at: at(3),
  review_on: '2027-02-20',
  snapshot: { strength: 26.74, accounts: 5, opportunities: [refs.opportunity] },
  asked: { asked: 5, reachable: 4, answered: 1 },
});
export const seats = [
  row('dr_1', { decision_id: 'de_1', member_id: 'mb_1', member_label: 'Lea', role: 'driver' }),
  row('dr_2', { decision_id: 'de_1', member_id: 'mb_1', member_label: 'Lea', role: 'approver' }),
];
export const release = row('re_1', { name: refs.release.label, released_at: at(12), audience: 'customer' });
export const entries = [
  row('ce_1', { release_id: 're_1', text: 'The export keeps every column, tax included.', visibility: 'customer' }),
];

const person = (
  n: number,
  name: string,
  language: string,
  more: Partial<Tell['sendable'][number]> = {},
): Tell['sendable'][number] => ({
  contact_id: `co_${n}`,
  contact_label: name,
  account_label: 'Nord',
  language,
  language_is_fallback: false,
  needs_asking: false,
  evidence: [{ id: `ev_${n}`, verbatim: quotes[0]?.verbatim ?? '', said_at: at(40) }],
  subject: `What became of what you told us, ${name}`,
  body: `Dear ${name},\n\nyou told us that the export drops the tax column. It no longer does.\n\nHarbour`,
  ...more,
});
export const tell: Tell = {
  about: refs.release,
  outcome: 'do',
  reason: 'Auditors need every column.',
  asked: 9,
  reachable: 4,
  answered: 1,
  sendable: [person(1, 'Ana R.', 'en'), person(2, 'Jörg K.', 'de'), person(3, 'Sam W.', 'en', { needs_asking: true })],
  not: [
    {
      contact_id: 'co_7',
      contact_label: 'Mia',
      account_label: 'Orbit',
      evidence: [{ id: 'ev_7', verbatim: 'Export please.' }],
      why: 'no_consent',
      note: '',
    },
    {
      contact_id: null,
      contact_label: null,
      account_label: null,
      evidence: [{ id: 'ev_8', verbatim: 'Columns vanish.' }],
      why: 'anonymous',
      note: '',
    },
  ],
  not_counts: { no_consent: 1, anonymous: 1 },
  answers: [
    {
      id: 'an_9',
      number: 'A-9',
      state: 'sent',
      contact_id: 'co_5',
      contact_label: 'Noor',
      hold_until: null,
      sent_at: at(1),
    },
  ],
  languages: ['en', 'de'],
};
export const answer = (n: number, state: string) =>
  row(`an_${n}`, {
    number: `A-${n}`,
    contact_id: `co_${n}`,
    contact_label: 'Ana R.',
    release_id: 're_1',
    release_label: refs.release.label,
    channel: 'mail',
    language: 'en',
    subject: 'What became of it',
    body: 'Dear Ana, it is fixed.',
    state,
  });

export const outbox = {
  mode: 'outbox',
  where: 'outbox/',
  data: [
    { name: 'a-9.eml', at: at(1), size: 1894, to: 'noor@example.org', subject: 'What became of what you told us' },
  ],
};
export const mail = {
  name: 'a-9.eml',
  at: at(1),
  size: 1894,
  headers: {
    from: 'Harbour <no-reply@example.org>',
    to: 'noor@example.org',
    subject: 'What became of what you told us',
    date: at(1),
    message_id: '<9@example.org>',
    list_unsubscribe: '<https://example.org/u/x>',
  },
  text: 'Dear Noor,\n\nit is fixed.',
  raw: 'From: Harbour\r\nTo: noor@example.org\r\n\r\nDear Noor',
};

const stage = (median: number | null): StageTime => ({
  median_hours: median,
  reason: median === null ? 'fewer than half reached it' : null,
  p90_completed_hours: 26,
  completed: 84,
  open: 28,
  median_completed_hours: 6.5,
  survival: [
    [2, 0.8333, 6],
    [5, 0.6667, 5],
    [8, 0.5, 4],
    [20, 0.25, 2],
    [30, 0.25, 1],
  ].map(([hours = 0, survival = 0, at_risk = 0]) => ({ hours, survival, at_risk, censored: hours === 30 ? 1 : 0 })),
});
export const loop: Loop = {
  from: at(90),
  to: at(0),
  population: { received: 112, history: 30, spam: 3, duplicates: 4 },
  coverage: {
    triaged: { ...share(105, 112), f: 'state:received' },
    linked: { ...share(84, 112), by_machine: 61, f: '-theme:any' },
    decided: { ...share(56, 112), f: null },
    answered: { ...share(49, 112), f: 'state:decided' },
  },
  time_in_stage: { triaged: stage(8), linked: stage(20), decided: stage(null), answered: stage(null) },
  handoff: {
    attainment: share(31, 38, { low: 0.66, high: 0.91 }),
    bounce_rate: share(4, 40),
    open_overdue: 3,
    open_not_due: 2,
  },
  closed_loop: { ...share(26, 40, { low: 0.49, high: 0.78 }), f: 'state:decided' },
  receipt: share(54, 60),
  unreachable: { customers: 9, anonymous: 12, opted_out: 2, no_consent: 7 },
  silent_no: { ...share(2, 5), objects: [refs.decision] },
  staleness: { ...share(5, 14), objects: [refs.item] },
  hit_rate: { ...share(8, 14, { low: 0.33, high: 0.79 }), measured: share(17, 20), strict: share(8, 20) },
  calibration: { brier: { ...count(0.118), unit: 'score' }, skill: 0.51 },
  waits: [
    {
      owner: { id: 'mb_1', type: 'membership', number: null, label: 'Lea' },
      what: 'decision',
      count: 3,
      oldest_due_at: at(3),
    },
  ],
  light_records: 6,
  full_records: 2,
};
