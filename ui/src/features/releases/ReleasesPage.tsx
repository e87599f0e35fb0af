// All releases, newest first.
import { stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { Obj, To } from '../../kit/Chips';
import type { Column } from '../../kit/DataTable';
import { ResourceList } from '../../kit/ResourceList';
import { Empty } from '../../kit/States';
import { Day } from '../../kit/Time';

function useColumns(): Column[] {
  const words = useWords();
  return [
    { id: 'name', label: words('field', 'name'), cell: (r) => <Obj id={r.id} label={stringOf(r.name)} /> },
    {
      id: 'released_at',
      label: words('field', 'released_at'),
      sort: true,
      cell: (r) => <Day at={stringOf(r.released_at) || null} />,
    },
    { id: 'audience', label: words('field', 'audience'), wide: true, cell: (r) => words('enum', stringOf(r.audience)) },
  ];
}

export function ReleasesPage() {
  const t = useT();
  const columns = useColumns();
  return (
    <ResourceList
      of="release"
      columns={columns}
      defaults={{ sort: '-released_at' }}
      empty={
        <Empty title={t('release.none')} why={t('release.noneWhy')}>
          <To to="/roadmap">{t('page.roadmap')}</To>
        </Empty>
      }
    />
  );
}
