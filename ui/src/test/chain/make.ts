// What the fixtures are made of: rows, lists, figures, the signed-in member, references.
import type { Me } from '../../api/session';
import type { AnyRow, List } from '../../api/types';
import type { Ref } from '../../kit/chain/types';
import type { Figure } from '../../kit/figure';

export const at = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString();

export function row(id: string, more: Record<string, unknown>, can: string[] = ['update', 'delete']): AnyRow {
  return {
    id,
    rev: 3,
    created_at: at(20),
    created_by: 'mb_1',
    created_by_label: 'Lea',
    updated_at: at(2),
    archived_at: null,
    merged_into: null,
    can,
    ...more,
  };
}
export const list = <T>(data: T[]): List<T> => ({ data, next: null, total: data.length });
export const share = (n: number, d: number, more: Partial<Figure> = {}): Figure => ({
  value: d ? n / d : null,
  numerator: n,
  denominator: d,
  low: null,
  high: null,
  reason: d ? null : 'nothing due yet',
  unit: 'share',
  ...more,
});
export const count = (n: number): Figure => ({
  value: n,
  numerator: null,
  denominator: null,
  low: null,
  high: null,
  reason: null,
  unit: 'count',
});

const areas = [
  'evidence',
  'contacts',
  'themes',
  'insights',
  'opportunities',
  'decisions',
  'roadmap',
  'answers',
  'discussion',
];
export const me: Me = {
  user: { id: 'us_1', name: 'Lea', email: 'lea@example.org' },
  member: { id: 'mb_1', roles: ['owner'], lead: true },
  workspace: { id: 'ws_1', name: 'Harbour', profile: 'light', zone: 'Europe/Berlin', locale: 'en' },
  workspaces: [{ id: 'ws_1', name: 'Harbour', is_sample: false }],
  permissions: [
    ...areas.flatMap((a) => [`${a}_create`, `${a}_update`, `${a}_update_all`, `${a}_decide`]),
    'link_create',
    'contact_read',
    'members',
  ],
  product: { id: 'pr_1', name: 'Harbour' },
  counts: { evidence: 150 },
};

export const refs = {
  theme: { id: 'th_1', type: 'theme', number: 'T-1', label: 'Export loses columns' },
  opportunity: {
    id: 'op_1',
    type: 'opportunity',
    number: 'O-7',
    label: 'Hand figures to the auditor without retyping',
  },
  item: { id: 'rm_1', type: 'roadmap_item', number: 'R-9', label: 'Hand figures to the auditor' },
  decision: { id: 'de_1', type: 'decision', number: 'D-4', label: 'Do we put auditors first?' },
  release: { id: 're_1', type: 'release', number: null, label: 'Release of 12 Nov' },
  acme: { id: 'ac_1', type: 'account', number: null, label: 'Acme' },
} satisfies Record<string, Ref>;
