// All decision records, newest first; light ones (from the roadmap) are marked apart from full ones.

import { Button } from '@mantine/core';
import { useState } from 'react';
import { stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { Obj, Pill } from '../../kit/Chips';
import type { Column } from '../../kit/DataTable';
import { ResourceList } from '../../kit/ResourceList';
import { Empty } from '../../kit/States';
import { Can } from '../../kit/session';
import { Day } from '../../kit/Time';
import { NewDecision } from './NewDecision';

function useColumns(): Column[] {
  const t = useT();
  const words = useWords();
  return [
    {
      id: 'question',
      label: words('field', 'question'),
      cell: (r) => <Obj id={r.id} label={stringOf(r.question)} number={r.number} />,
    },
    {
      id: 'outcome',
      label: words('field', 'outcome'),
      cell: (r) => (r.outcome ? <Pill of={stringOf(r.outcome)} /> : t('decision.openShort')),
    },
    {
      id: 'form',
      label: words('field', 'form'),
      wide: true,
      cell: (r) => (r.form === 'light' ? t('decision.formLight') : t('decision.formFull')),
    },
    {
      id: 'decider_id',
      label: words('field', 'decider_id'),
      wide: true,
      cell: (r) => stringOf(r.decider_label) || '–',
    },
    {
      id: 'decided_at',
      label: words('field', 'decided_at'),
      sort: true,
      wide: true,
      cell: (r) => <Day at={stringOf(r.decided_at) || null} />,
    },
    {
      id: 'review_on',
      label: t('decision.reviewOn'),
      sort: true,
      wide: true,
      cell: (r) => <Day at={stringOf(r.review_on) || null} />,
    },
  ];
}

export function DecisionsPage() {
  const t = useT();
  const columns = useColumns();
  const [making, make] = useState(false);
  return (
    <ResourceList
      top={making ? <NewDecision close={() => make(false)} /> : null}
      of="decision"
      handMade
      columns={columns}
      actions={
        <Can permission="decisions_create">
          <Button size="xs" onClick={() => make(true)}>
            {t('decision.new')}
          </Button>
        </Can>
      }
      empty={<Empty title={t('decision.none')} why={t('decision.noneWhy')} />}
    />
  );
}
