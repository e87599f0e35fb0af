// All evidence, newest said first; Space shows an item beside the list.
import { Button, Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import { type AnyRow, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { Emotion, Obj, Pill } from '../../kit/Chips';
import type { Column } from '../../kit/DataTable';
import kit from '../../kit/kit.module.css';
import { useWordsOf } from '../../kit/Quote';
import { ResourceList } from '../../kit/ResourceList';
import { RouteLink } from '../../kit/RouteLink';
import { Empty } from '../../kit/States';
import { Can } from '../../kit/session';
import { Ago } from '../../kit/Time';

function useColumns(): Column[] {
  const t = useT();
  const words = useWords();
  const say = useWordsOf();
  return useMemo(
    () => [
      {
        id: 'verbatim',
        label: words('field', 'verbatim'),
        cell: (row) => (
          <span dir="auto" lang={stringOf(row.language) || undefined}>
            <Emotion of={typeof row.emotion === 'number' ? row.emotion : null} />{' '}
            {stringOf(row.title) || say(row).slice(0, 200)}
          </span>
        ),
      },
      {
        id: 'contact_id',
        label: t('said.by'),
        wide: true,
        cell: (row) => (
          <>
            {typeof row.contact_id === 'string' ? (
              <Obj id={row.contact_id} label={stringOf(row.contact_label)} />
            ) : (
              t('anonymous')
            )}
            {typeof row.account_id === 'string' ? (
              <>
                {', '}
                <Obj id={row.account_id} label={stringOf(row.account_label)} />
              </>
            ) : null}
          </>
        ),
      },
      { id: 'source_id', label: words('field', 'source_id'), wide: true, cell: (row) => stringOf(row.source_label) },
      { id: 'state', label: words('field', 'state'), wide: true, cell: (row) => <Pill of={row.state} /> },
      {
        id: 'said_at',
        label: words('field', 'said_at'),
        sort: true,
        cell: (row) => <Ago at={stringOf(row.said_at)} />,
      },
    ],
    [t, words, say],
  );
}

function Peek({ row }: { row: AnyRow }) {
  const t = useT();
  const say = useWordsOf();
  return (
    <Stack gap="sm">
      <div className={kit.verbatim} dir="auto" lang={stringOf(row.language) || undefined}>
        {say(row)}
      </div>
      {row.need ? <Text size="sm">{`${t('triage.need')}: ${stringOf(row.need)}`}</Text> : null}
      {row.request ? <Text size="sm">{`${t('triage.request')}: ${stringOf(row.request)}`}</Text> : null}
      <Button component={RouteLink} to={`/evidence/${row.id}`} variant="default" size="xs">
        {t('inbox.openItem')}
      </Button>
    </Stack>
  );
}

export function EvidenceList() {
  const t = useT();
  const columns = useColumns();
  const add = (
    <Can permission="evidence_create">
      <Button component={RouteLink} to="/capture" size="xs">
        {t('capture')}
      </Button>
      <Button component={RouteLink} to="/imports/new" size="xs" variant="default">
        {t('import.new')}
      </Button>
    </Can>
  );
  return (
    <ResourceList
      of="evidence"
      columns={columns}
      handMade
      actions={add}
      peek={(row) => <Peek row={row} />}
      empty={
        <Empty title={t('evidence.none')} why={t('evidence.none.why')}>
          {add}
        </Empty>
      }
    />
  );
}
