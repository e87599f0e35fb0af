// All answers: to whom, about what, where each stands, and what the customer made of it.
import { stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { Obj, Pill, To } from '../../kit/Chips';
import type { Column } from '../../kit/DataTable';
import { ResourceList } from '../../kit/ResourceList';
import { Empty } from '../../kit/States';
import { Ago } from '../../kit/Time';

function useColumns(): Column[] {
  const t = useT();
  const words = useWords();
  return [
    {
      id: 'subject',
      label: t('answers.subject'),
      cell: (r) => (
        <Obj id={r.id} label={stringOf(r.subject) || stringOf(r.note) || t('answers.noSubject')} number={r.number} />
      ),
    },
    {
      id: 'contact_id',
      label: words('field', 'contact_id'),
      cell: (r) =>
        r.contact_id ? <Obj id={stringOf(r.contact_id)} label={stringOf(r.contact_label)} /> : t('anonymous'),
    },
    { id: 'state', label: words('field', 'state'), cell: (r) => <Pill of={r.state} /> },
    {
      id: 'about',
      label: t('answers.about'),
      wide: true,
      cell: (r) =>
        r.decision_id ? (
          <Obj id={stringOf(r.decision_id)} label={stringOf(r.decision_label)} />
        ) : r.release_id ? (
          <Obj id={stringOf(r.release_id)} label={stringOf(r.release_label)} />
        ) : (
          <span>{'–'}</span>
        ),
    },
    {
      id: 'sent_at',
      label: words('field', 'sent_at'),
      sort: true,
      wide: true,
      cell: (r) => <Ago at={stringOf(r.sent_at) || null} />,
    },
    {
      id: 'rating',
      label: words('field', 'rating'),
      wide: true,
      cell: (r) => (typeof r.rating === 'number' ? t('answers.rating', { n: r.rating }) : '–'),
    },
  ];
}

export function AnswersPage() {
  const t = useT();
  const columns = useColumns();
  return (
    <ResourceList
      of="answer"
      handMade
      columns={columns}
      empty={
        <Empty title={t('answers.none')} why={t('answers.noneWhy')}>
          <To to="/roadmap">{t('page.roadmap')}</To>
        </Empty>
      }
    />
  );
}
