// All opportunities: need, where it stands, goal, owner, when a decision is due.
import { stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { Obj, Pill, To } from '../../kit/Chips';
import type { Column } from '../../kit/DataTable';
import { ResourceList } from '../../kit/ResourceList';
import { Empty } from '../../kit/States';
import { Ago, Due } from '../../kit/Time';

function useColumns(): Column[] {
  const t = useT();
  const words = useWords();
  return [
    {
      id: 'need',
      label: words('field', 'need'),
      cell: (r) => <Obj id={r.id} label={stringOf(r.need)} number={r.number} />,
    },
    { id: 'state', label: words('field', 'state'), cell: (r) => <Pill of={r.state} /> },
    {
      id: 'goal_id',
      label: words('field', 'goal_id'),
      wide: true,
      cell: (r) => (r.goal_id ? <Obj id={stringOf(r.goal_id)} label={stringOf(r.goal_label)} /> : <span>{'–'}</span>),
    },
    { id: 'owner_id', label: words('field', 'owner_id'), wide: true, cell: (r) => stringOf(r.owner_label) || '–' },
    {
      id: 'due_at',
      label: t('opportunity.due'),
      sort: true,
      wide: true,
      cell: (r) => (r.due_at ? <Due at={stringOf(r.due_at)} /> : <span>{'–'}</span>),
    },
    { id: 'updated_at', label: words('field', 'updated_at'), wide: true, cell: (r) => <Ago at={r.updated_at} /> },
  ];
}

export function OpportunitiesPage() {
  const t = useT();
  const columns = useColumns();
  return (
    <ResourceList
      of="opportunity"
      columns={columns}
      empty={
        <Empty title={t('opportunity.none')} why={t('opportunity.noneWhy')}>
          <To to="/themes">{t('opportunity.noneThemes')}</To>
        </Empty>
      }
    />
  );
}
