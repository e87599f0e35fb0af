// The inbox: what needs a person, by due time. Everything goes by keys; Enter means triaged, next.
import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { AnyRow } from '../../api/types';
import { useT } from '../../i18n';
import { useCommands } from '../../kit/commands';
import { FilterBar } from '../../kit/FilterBar';
import { firstValue, setToken } from '../../kit/filter';
import { NewRows } from '../../kit/NewRows';
import { Page } from '../../kit/Page';
import { RouteLink } from '../../kit/RouteLink';
import { Empty, Failed, Loading } from '../../kit/States';
import { Can } from '../../kit/session';
import { useNumber } from '../../kit/Time';
import { useList } from '../../kit/useList';
import { useView } from '../../kit/useView';
import { InboxItem } from './InboxItem';
import { InboxRows } from './InboxRows';
import css from './inbox.module.css';

const inboxFilter = 'state:received';

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
  return { at, row: rows[at], go };
}

function NothingLeft({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  const t = useT();
  if (filtered) {
    return (
      <Empty title={t('list.filteredEmpty')} why={t('list.filteredWhy')}>
        <Button variant="default" size="xs" onClick={clear}>
          {t('filter.clear')}
        </Button>
      </Empty>
    );
  }
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
  const list = useList('evidence', { f, sort: view.sort ?? 'due_at', q: view.q });
  const { at, row, go } = useCurrent(list.rows);
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
      ) : !row ? (
        <NothingLeft filtered={f.trim() !== inboxFilter || Boolean(view.q)} clear={() => set({ f: '', q: '' })} />
      ) : (
        <div className={css.inbox}>
          <InboxRows rows={list.rows} total={list.total} at={at} go={go} more={list.more} />
          <InboxItem key={row.id} row={row} next={() => go(at + 1)} />
        </div>
      )}
    </Page>
  );
}
