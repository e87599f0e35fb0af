// The inbox: what needs a person, by due time. Everything goes by keys; Enter means triaged, next.
import { Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { listQuery } from '../../api/queries';
import type { AnyRow } from '../../api/types';
import { useT } from '../../i18n';
import { useCommands } from '../../kit/commands';
import { FilterBar } from '../../kit/FilterBar';
import { FilteredEmpty } from '../../kit/FilteredEmpty';
import { firstValue, setToken } from '../../kit/filter';
import { NewRows } from '../../kit/NewRows';
import { Page } from '../../kit/Page';
import { RouteLink } from '../../kit/RouteLink';
import { Empty, Failed, Loading } from '../../kit/States';
import { Can } from '../../kit/session';
import { useNumber } from '../../kit/Time';
import { useList } from '../../kit/useList';
import { dropCached } from '../../kit/usePatch';
import { useView } from '../../kit/useView';
import { InboxItem } from './InboxItem';
import { InboxRows } from './InboxRows';
import css from './inbox.module.css';

const inboxFilter = 'state:received';
/** Long pages: a queue of 100,000 is walked in 500 requests, not 2,000. */
const inboxPage = 200;

/** The row in hand, staying in place when a row leaves the list. */
function useCurrent(rows: AnyRow[]) {
  const [id, setId] = useState<string | null>(null);
  const [place, setPlace] = useState(0);
  const found = rows.findIndex((r) => r.id === id);
  const at = found >= 0 ? found : Math.min(place, Math.max(0, rows.length - 1));
  const go = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setPlace(next);
    setId(rows[next]?.id ?? null);
  };
  /** The row in hand leaves: its place stays, so the next one takes it. */
  const leave = () => setPlace(at);
  return { at, row: rows[at], go, leave };
}

function NothingLeft() {
  const t = useT();
  return (
    <Empty title={t('inbox.empty')} why={t('inbox.empty.why')}>
      <Can permission="evidence_create">
        <Button component={RouteLink} to="/imports/new" size="xs">
          {t('import.new')}
        </Button>
        <Button component={RouteLink} to="/capture" size="xs" variant="default">
          {t('capture')}
        </Button>
      </Can>
    </Empty>
  );
}

export function InboxPage() {
  const t = useT();
  const number = useNumber();
  const { view, set } = useView();
  const f = view.f ?? inboxFilter;
  const params = { f, sort: view.sort ?? 'due_at', q: view.q };
  const list = useList('evidence', params, inboxPage);
  const { at, row, go, leave } = useCurrent(list.rows);
  const client = useQueryClient();
  const settling = (id: string) => ({
    left: () => {
      leave();
      dropCached(client, listQuery('evidence', params, inboxPage).queryKey, id);
    },
    back: () => void client.invalidateQueries({ queryKey: ['evidence', 'list'] }),
  });
  const lateOnly = firstValue(f, 'due_at') !== null;
  const overdue = list.rows.filter((r) => typeof r.due_at === 'string' && new Date(r.due_at) < new Date()).length;
  const toggleLate = () =>
    set({ f: setToken(f, 'due_at', lateOnly ? null : `..${new Date().toISOString().slice(0, 10)}`) });
  useCommands('list', [
    { id: 'inbox.next', label: 'list.next', keys: 'j', run: () => go(at + 1) },
    { id: 'inbox.previous', label: 'list.previous', keys: 'k', run: () => go(at - 1) },
    { id: 'inbox.late', label: 'inbox.overdueOnly', keys: 'o', run: toggleLate },
  ]);
  return (
    <Page
      title={t('page.inbox')}
      full
      mark={
        <Text size="sm" c="dimmed">
          {t('inbox.open', { n: list.total === undefined ? `${number(list.rows.length)}+` : number(list.total) })}
          {overdue > 0 ? ` · ${t('inbox.overdue', { n: overdue })}` : ''}
        </Text>
      }
      actions={
        <Group gap="xs">
          <NewRows of="evidence" />
          <Button size="xs" variant={lateOnly ? 'light' : 'default'} aria-pressed={lateOnly} onClick={toggleLate}>
            {t('inbox.overdueOnly')}
          </Button>
        </Group>
      }
    >
      <FilterBar
        key={view.q ?? ''}
        of="evidence"
        f={f}
        q={view.q ?? ''}
        onChange={(nf, q) => set({ f: nf || ' ', q })}
      />
      {list.query.error && list.rows.length === 0 ? (
        <Failed error={list.query.error} retry={() => void list.query.refetch()} />
      ) : list.query.isPending ? (
        <Loading rows={10} />
      ) : !row && (f.trim() !== inboxFilter || view.q) ? (
        <FilteredEmpty f={f} q={view.q ?? ''} onChange={(nf, q) => set({ f: nf || ' ', q })} />
      ) : !row ? (
        <NothingLeft />
      ) : (
        <div className={css.inbox}>
          <InboxRows rows={list.rows} total={list.total} at={at} go={go} more={list.more} />
          <InboxItem key={row.id} row={row} settling={settling(row.id)} />
        </div>
      )}
    </Page>
  );
}
