// Choosing the other theme of a merge, then reading both as the form compares them.
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { oneQuery } from '../../api/queries';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { RefSelect } from '../../kit/RefSelect';
import type { Mergeable } from './MergeForm';

const count = (value: unknown) => (typeof value === 'number' ? value : 0);
const asMergeable = (row: AnyRow): Mergeable => ({
  id: row.id,
  number: row.number ?? null,
  name: stringOf(row.name),
  items: count(row.items),
  accounts: count(row.accounts),
  definition: stringOf(row.definition),
});

export function useMergeTarget(row: AnyRow): { picker: ReactNode; both: Mergeable[] | null } {
  const t = useT();
  const [other, setOther] = useState<string | null>(null);
  const found = useQuery({ ...oneQuery('theme', other ?? ''), enabled: other !== null && other !== row.id });
  const picker = <RefSelect of="theme" label={t('theme.mergeWith')} value={other} onChange={setOther} />;
  return { picker, both: found.data ? [asMergeable(row), asMergeable(found.data)] : null };
}
