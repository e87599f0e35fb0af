// Themes of the small workspace as the API would send them, typed by what the screens read.
import type { Draft, Items, Overview, QuoteOf, Span, Summary, ThemeRow } from '../../features/themes/queries';
import { at, refs, share } from './make';

const weeks = (n: number): Span[] =>
  Array.from({ length: n }, (_, i) => ({ from: at((n - i) * 7), items: (i * 5) % 7, accounts: (i * 3) % 5 }));

export const themeRow = (n: number, name: string, accounts: number, more: Partial<ThemeRow> = {}): ThemeRow => ({
  id: `th_${n}`,
  number: `T-${n}`,
  name,
  state: 'active',
  origin: 'person',
  pinned: false,
  parent_id: null,
  parent_label: null,
  items: accounts * 2,
  accounts,
  by: { person: accounts, rule: 0, machine: accounts },
  emotion: -0.9,
  voices: { effective: 6.2, largest_share: 0.2, largest: refs.acme, warn: false, reason: null },
  weeks: weeks(12),
  trend: {
    id: `th_${n}`,
    number: `T-${n}`,
    name,
    recent: 14,
    before: 5,
    heard_recent: 220,
    heard_before: 200,
    p: 0.02,
    adjusted: 0.04,
    rising: true,
    is_new: false,
  },
  opportunities: 1,
  ...more,
});

const enterprise = {
  id: 'sg_2',
  name: 'Enterprise',
  heard: 0,
  members: 9,
  share: 0,
  items: 0,
  base_share: 0.3,
  population: 9,
};
export const overview: Overview = {
  heard: share(23, 30),
  items: 150,
  unlinked: 12,
  not_heard: [enterprise],
  themes: [
    themeRow(1, 'Export loses columns', 14),
    themeRow(2, 'Invoices show the old address', 9, {
      voices: { effective: 1.54, largest_share: 0.8, largest: refs.acme, warn: true, reason: null },
    }),
    themeRow(3, 'Slow first load', 5, {
      origin: 'machine',
      state: 'proposed',
      trend: { ...themeRow(3, '', 1).trend, rising: false, is_new: true, p: null, adjusted: null },
    }),
    themeRow(4, 'Login asks twice', 3, { emotion: null }),
  ],
};

export const quote = (n: number, verbatim: string, more: Partial<QuoteOf> = {}): QuoteOf => ({
  id: `ev_${n}`,
  kind: 'typical',
  verbatim,
  said_at: at(n * 3),
  emotion: -1,
  contact_label: 'Ana R.',
  account_label: 'Nord',
  evidence_kind: 'verbatim',
  by: 'person',
  ...more,
});
export const quotes: QuoteOf[] = [
  quote(1, 'The export drops the tax column, so our auditor retypes every line by hand each month.'),
  quote(2, 'I gave up and send screenshots now. This is embarrassing in front of our auditor!', {
    kind: 'extreme',
    emotion: -2,
    by: 'machine',
  }),
  quote(3, 'Export works well for us since the last update.', { kind: 'against', emotion: 1 }),
];

export const summary: Summary = {
  theme: refs.theme,
  items: 28,
  by: { person: 14, rule: 0, machine: 14 },
  accounts: share(14, 30),
  contacts: 18,
  anonymous: 2,
  history: 6,
  first_said_at: at(170),
  last_said_at: at(1),
  voices: { effective: 1.54, largest_share: 0.82, largest: refs.acme, warn: true, reason: null },
  emotion: { mean: -0.9, n: 20, of: 28, reason: null },
  segments: [
    { id: 'sg_1', name: 'SMB', heard: 14, members: 21, share: 14 / 21, items: 28, base_share: 0.7, population: 21 },
    enterprise,
  ],
  not_heard: [enterprise],
  weeks: weeks(26),
  months: weeks(12),
  trend: overview.themes[0]?.trend ?? themeRow(1, '', 1).trend,
  quotes,
  opportunities: [refs.opportunity],
  insights: [],
};

export const items: Items = {
  data: quotes.map((q) => ({ ...q, linked_at: at(1), reason: null })),
  next: null,
  total: 3,
};
export const draft: Draft = {
  need_examples: ['Give the auditor complete figures'],
  requests: ['Fix the export'],
  segments: summary.segments,
  area: null,
  moments: [],
  accounts: 14,
  items: 28,
  similar: [],
};
