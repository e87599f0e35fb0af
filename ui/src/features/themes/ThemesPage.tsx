// All themes: areas by accounts heard and a table with trend, emotion and voices; who was not heard; grouping again,
// coarser or finer; merging what belongs together; a new theme from a search.
import { Button, Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useT } from '../../i18n';
import { hrefOf, To } from '../../kit/Chips';
import { CountedPanel, useCounted } from '../../kit/Counted';
import { ChartFigure } from '../../kit/chart/ChartFigure';
import { hueOf } from '../../kit/chart/hue';
import { Treemap } from '../../kit/chart/Treemap';
import { useCommands } from '../../kit/commands';
import figure from '../../kit/figure.module.css';
import kit from '../../kit/kit.module.css';
import { NewRows } from '../../kit/NewRows';
import { Num } from '../../kit/Num';
import { Page } from '../../kit/Page';
import { SimpleTable } from '../../kit/SimpleTable';
import { Await, Empty } from '../../kit/States';
import { Can, useCan } from '../../kit/session';
import { useView } from '../../kit/useView';
import { MergeForm } from './MergeForm';
import { NewTheme } from './NewTheme';
import { NotHeard } from './parts';
import { type Overview, themesQuery } from './queries';
import { Regroup } from './Regroup';
import { themeColumns } from './themeColumns';

function ThemeMap({ data }: { data: Overview }) {
  const t = useT();
  const all = data.heard.numerator ?? 0;
  const top = data.themes[0];
  return (
    <ChartFigure
      title={t('theme.map')}
      finding={top ? t('theme.mapFinding', { name: top.name, n: top.accounts, all }) : ''}
      foot={t('theme.mapFoot', { all, of: data.heard.denominator ?? 0 })}
      table={{
        columns: [t('theme.name'), t('theme.accountsHeard'), t('theme.items')],
        rows: data.themes.map((r) => [r.name, r.accounts, r.items]),
      }}
    >
      {(width) => (
        <Treemap
          width={width}
          height={width < 500 ? 220 : 300}
          tiles={data.themes.map((r) => ({
            id: r.id,
            name: r.name,
            value: r.accounts,
            label: t('theme.tile', { name: r.name, n: r.accounts, all }),
            to: hrefOf('theme', r.id, r.number),
            hue: hueOf(r.number),
          }))}
        />
      )}
    </ChartFigure>
  );
}

function None({ filtered, clear }: { filtered: string; clear: () => void }) {
  const t = useT();
  if (filtered) {
    return (
      <Empty title={t('theme.filteredEmpty', { q: filtered })} why={t('theme.filteredWhy')}>
        <Button size="xs" variant="default" onClick={clear}>
          {t('theme.drop', { q: filtered })}
        </Button>
      </Empty>
    );
  }
  return (
    <Empty title={t('theme.none')} why={t('theme.noneWhy')}>
      <To to="/inbox">{t('theme.noneInbox')}</To>
      <To to="/imports/new">{t('theme.noneImport')}</To>
    </Empty>
  );
}

function Body({ data, filtered, clear }: { data: Overview; filtered: string; clear: () => void }) {
  const t = useT();
  const can = useCan();
  const navigate = useNavigate();
  const { view, set } = useView();
  const open = useCounted();
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const [merging, merge] = useState(false);
  const chosen = data.themes.filter((r) => selected.has(r.id));
  const mayChange = can('themes_update') || can('themes_update_all');
  useCommands(
    'list',
    chosen.length > 1 ? [{ id: 'theme.merge', label: 'theme.merge', keys: 'M', run: () => merge(true) }] : [],
  );
  if (data.themes.length === 0) return <None filtered={filtered} clear={clear} />;
  return (
    <>
      <div className={figure.nums}>
        <Num title={t('theme.heard')} of={data.heard} base={t('theme.heardBase')} open={() => open('account', '')} />
        <Num
          title={t('theme.linked')}
          of={{
            value: data.items ? 1 - data.unlinked / data.items : null,
            numerator: data.items - data.unlinked,
            denominator: data.items,
            low: null,
            high: null,
            reason: null,
            unit: 'share',
          }}
          base={t('theme.linkedBase')}
        />
      </div>
      <NotHeard of={data.not_heard} />
      {view.tab === 'list' ? null : <ThemeMap data={data} />}
      {chosen.length > 1 ? (
        <Group gap="xs">
          <Text size="sm">{t('select.count', { n: chosen.length })}</Text>
          <Button size="compact-sm" variant="default" onClick={() => merge(true)}>
            {t('theme.merge')}
          </Button>
        </Group>
      ) : null}
      {merging && chosen.length > 1 ? (
        <MergeForm
          themes={chosen}
          close={() => merge(false)}
          done={() => {
            merge(false);
            select(new Set());
          }}
        />
      ) : null}
      <SimpleTable
        label={t('theme.table')}
        columns={themeColumns(t, data)}
        rows={data.themes}
        open={(r) => void navigate({ to: hrefOf('theme', r.id, r.number) })}
        sort={view.sort ?? '-accounts'}
        onSort={(sort) => set({ sort })}
        selected={selected}
        select={mayChange ? select : undefined}
      />
    </>
  );
}

export function ThemesPage() {
  const t = useT();
  const { view, set } = useView();
  const filter = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(view.q ?? '');
  const [q] = useDebouncedValue(typed, 200);
  const state = view.type ?? '';
  const query = useQuery({ ...themesQuery(q, state), placeholderData: keepPreviousData });
  const [making, make] = useState(view.new === '1');
  useCommands('list', [{ id: 'filter.focus', label: 'filter.focus', keys: '/', run: () => filter.current?.focus() }]);
  useCommands('page', [{ id: 'theme.create', label: 'theme.create', keys: 'c', run: () => make(true) }]);
  return (
    <Page
      title={t('resource.theme.many')}
      actions={
        <>
          <NewRows of="theme" />
          <SegmentedControl
            size="xs"
            aria-label={t('theme.view')}
            value={view.tab === 'list' ? 'list' : 'map'}
            onChange={(tab) => set({ tab })}
            data={[
              { value: 'map', label: t('theme.viewMap') },
              { value: 'list', label: t('theme.viewList') },
            ]}
          />
          <Can permission="themes_create">
            <Button size="xs" onClick={() => make(true)}>
              {t('theme.create')}
            </Button>
          </Can>
        </>
      }
    >
      <Group gap="xs" align="end">
        <TextInput
          ref={filter}
          size="xs"
          label={t('theme.filter')}
          value={typed}
          onChange={(e) => {
            setTyped(e.currentTarget.value);
            set({ q: e.currentTarget.value });
          }}
          style={{ flex: 1, maxWidth: 320 }}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('theme.stateFilter')}
          value={state}
          onChange={(type) => set({ type })}
          data={[
            { value: '', label: t('theme.stateLive') },
            { value: 'proposed', label: t('theme.stateProposed') },
            { value: 'retired', label: t('theme.stateRetired') },
          ]}
        />
        <Can permission="themes_update_all">
          <Regroup count={query.data?.themes.length ?? 0} />
        </Can>
      </Group>
      {making ? <NewTheme start={q} close={() => make(false)} /> : null}
      <div className={kit.split}>
        <div className={kit.splitMain}>
          <Await query={query} rows={10}>
            {(data) => (
              <Body
                data={data}
                filtered={q || state}
                clear={() => {
                  setTyped('');
                  set({ q: '', type: '' });
                }}
              />
            )}
          </Await>
        </div>
        <CountedPanel />
      </div>
    </Page>
  );
}
