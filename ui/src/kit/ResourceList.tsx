// The list page of any resource: filter, sort, saved view, table, new object in the side panel.
import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { api } from '../api/client';
import { type AnyRow, labelOf, resource } from '../api/types';
import { useT, useWords } from '../i18n';
import { ApiForm } from './ApiForm';
import { useAct } from './act';
import { Bulk } from './Bulk';
import { hrefOf } from './Chips';
import { columnsOf } from './columns';
import { useCommands } from './commands';
import { type Column, DataTable } from './DataTable';
import { FilterBar } from './FilterBar';
import { FilteredEmpty } from './FilteredEmpty';
import css from './kit.module.css';
import { NewRows } from './NewRows';
import { Page, Panel } from './Page';
import { SavedViews } from './SavedViews';
import { Empty, Failed, Loading } from './States';
import { useCan } from './session';
import { useNumber } from './Time';
import { useList } from './useList';
import { useView } from './useView';

export type ResourceListProps = {
  of: string;
  title?: string;
  columns?: Column[];
  defaults?: { f?: string; sort?: string };
  actions?: ReactNode;
  peek?: (row: AnyRow) => ReactNode;
  empty?: ReactNode;
  /** The page brings its own way to make a new one. */
  handMade?: boolean;
  /** Above the filter: a form that makes one, a note. */
  top?: ReactNode;
};

/** Whether this kind can be made by hand, and by me. */
function mayCreateOne(of: string, can: (permission: string) => boolean): boolean {
  const r = resource(of);
  return r.creatable !== false && can(`${r.group}_create`);
}

export function NewPanel({ of, close }: { of: string; close: () => void }) {
  const t = useT();
  const words = useWords();
  const { act } = useAct();
  const navigate = useNavigate();
  const r = resource(of);
  const submit = async (values: Record<string, unknown>) => {
    const row = await act({
      run: () => api.post<AnyRow>(`/${r.path}`, values),
      done: (made) => t('created', { what: labelOf(of, made) }),
      renew: [[of]],
      fields: true,
    });
    if (row) void navigate({ to: hrefOf(of, row.id, row.number) });
    return row !== null;
  };
  return (
    <Panel title={t('new.of', { what: words('resource', of) })} close={close}>
      <ApiForm of={of} submit={t('create')} onSubmit={submit} draft={`draft.${of}`} />
    </Panel>
  );
}

function Nothing({ of, start, empty }: { of: string; start?: () => void; empty?: ReactNode }) {
  const t = useT();
  const words = useWords();
  if (empty) return empty;
  return (
    <Empty title={t('list.empty', { what: words('resource', `${of}.many`) })} why={resource(of).doc}>
      {start ? (
        <Button size="xs" onClick={start}>
          {t('new.of', { what: words('resource', of) })}
        </Button>
      ) : null}
    </Empty>
  );
}

export function ResourceList({
  of,
  title,
  columns,
  defaults = {},
  actions,
  peek,
  empty,
  handMade,
  top,
}: ResourceListProps) {
  const t = useT();
  const words = useWords();
  const number = useNumber();
  const can = useCan();
  const navigate = useNavigate();
  const { view, set } = useView();
  const f = view.f ?? defaults.f ?? '';
  const sort = view.sort ?? defaults.sort ?? '';
  const list = useList(of, { f, sort, q: view.q, archived: view.archived === '1' });
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const auto = useMemo(() => columnsOf(of, words), [of, words]);
  const open = (row: AnyRow) => void navigate({ to: hrefOf(of, row.id, row.number) });
  const mayCreate = !handMade && mayCreateOne(of, can);
  const startNew = () => set({ new: '1' });
  useCommands('page', mayCreate ? [{ id: `${of}.new`, label: 'new', keys: 'c', run: startNew }] : []);
  const peeked = view.panel ? list.rows.find((r) => r.id === view.panel) : undefined;
  const name = title ?? words('resource', `${of}.many`);
  return (
    <Page
      title={name}
      full
      mark={list.total !== undefined ? <span>{number(list.total)}</span> : null}
      actions={
        <>
          <NewRows of={of} />
          {actions}
          {mayCreate ? (
            <Button size="xs" onClick={startNew}>
              {t('new')}
            </Button>
          ) : null}
        </>
      }
    >
      {top}
      <SavedViews of={of} />
      <FilterBar key={view.q ?? ''} of={of} f={f} q={view.q ?? ''} onChange={(nf, q) => set({ f: nf, q })} />
      {selected.size > 0 ? (
        <Bulk of={of} rows={list.rows.filter((r) => selected.has(r.id))} clear={() => select(new Set())} />
      ) : null}
      <div className={css.split}>
        {list.query.error && list.rows.length === 0 ? (
          <Failed error={list.query.error} retry={() => void list.query.refetch()} />
        ) : list.query.isPending ? (
          <Loading rows={10} />
        ) : list.rows.length === 0 && (f.trim() !== '' || view.q) ? (
          <FilteredEmpty f={f} q={view.q ?? ''} onChange={(nf, q) => set({ f: nf, q })} />
        ) : list.rows.length === 0 ? (
          <Nothing of={of} start={mayCreate ? startNew : undefined} empty={empty} />
        ) : (
          <DataTable
            label={name}
            columns={columns ?? auto}
            data={{ rows: list.rows, total: list.total, more: list.more }}
            nav={{ open, peek: peek ? (r) => set({ panel: r.id }) : undefined, selected, select }}
            sort={sort}
            onSort={(s) => set({ sort: s })}
          />
        )}
        {view.new && mayCreate ? <NewPanel of={of} close={() => set({ new: '' })} /> : null}
        {peeked && peek ? (
          <Panel title={labelOf(of, peeked)} close={() => set({ panel: '' })}>
            {peek(peeked)}
          </Panel>
        ) : null}
      </div>
    </Page>
  );
}
