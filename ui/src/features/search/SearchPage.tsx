// Search: words and filter, facets with counts, hits marked, saved searches, "already researched?".
import { Button, Group, Select, Tabs, Text, TextInput } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { type FormEvent, useMemo, useRef, useState } from 'react';
import { useT } from '../../i18n';
import { useCommands } from '../../kit/commands';
import { FilterBar } from '../../kit/FilterBar';
import { FilteredEmpty } from '../../kit/FilteredEmpty';
import { Page } from '../../kit/Page';
import { SavedViews } from '../../kit/SavedViews';
import { Empty, Failed, Loading } from '../../kit/States';
import { Can } from '../../kit/session';
import { useNumber } from '../../kit/Time';
import { useView } from '../../kit/useView';
import { Collect } from './Collect';
import { Facets } from './Facets';
import { Hits } from './Hits';
import { Known } from './Known';
import { searchQuery } from './queries';
import css from './search.module.css';

const countedUpTo = 5000;

function Box({ q, search }: { q: string; search: (q: string) => void }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(q);
  const focus = () => {
    input.current?.focus();
    input.current?.select();
  };
  useCommands('page', [{ id: 'search.focus', label: 'search.focus', keys: 's', run: focus }]);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    search(typed.trim());
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is not known to all readers yet
    <form role="search" aria-label={t('page.search')} onSubmit={submit} className={css.box}>
      <TextInput
        ref={input}
        size="md"
        type="search"
        autoFocus={q === ''}
        aria-label={t('search.words')}
        placeholder={t('search.hint')}
        value={typed}
        onChange={(e) => setTyped(e.currentTarget.value)}
        flex={1}
      />
      <Button size="md" type="submit">
        {t('page.search')}
      </Button>
    </form>
  );
}

function useFound(q: string, f: string, sort: string) {
  const query = useInfiniteQuery({
    ...searchQuery({ q, f, sort }),
    enabled: q !== '' || f !== '',
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((p) => p.data) ?? [], [query.data]);
  const first = query.data?.pages[0];
  const more = query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined;
  return { query, rows, first, more };
}

function Results({ q, f, sort }: { q: string; f: string; sort: string }) {
  const t = useT();
  const number = useNumber();
  const { set } = useView();
  const { query, rows, first, more } = useFound(q, f, sort);
  if (q === '' && f === '') return <Empty title={t('search.ask')} why={t('search.ask.why')} />;
  if (query.error && rows.length === 0) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (!first) return <Loading rows={8} />;
  const spelling = first.spelling;
  const total = first.total >= countedUpTo ? `${number(countedUpTo)}+` : number(first.total);
  return (
    <div className={css.columns} aria-busy={query.isPlaceholderData}>
      <Facets facets={first.facets ?? []} f={f} onChange={(nf) => set({ f: nf })} />
      <div className={css.main}>
        <Text size="sm" c="dimmed" role="status">
          {t('search.total', { n: first.total, total })}{' '}
          {spelling ? (
            <Button size="compact-xs" variant="subtle" onClick={() => set({ q: spelling })}>
              {t('search.spelling', { q: spelling })}
            </Button>
          ) : null}
        </Text>
        {rows.length === 0 ? (
          <FilteredEmpty f={f} q={q} onChange={(nf, nq) => set({ f: nf, q: nq })} />
        ) : (
          <Hits key={`${q} ${f}`} rows={rows} query={q} more={more} />
        )}
      </div>
    </div>
  );
}

export function SearchPage() {
  const t = useT();
  const { view, set } = useView();
  const q = view.q ?? '';
  const f = view.f ?? '';
  const tab = view.tab === 'known' ? 'known' : 'evidence';
  const sort = view.sort === '-said_at' ? '-said_at' : 'rank';
  return (
    <Page
      title={t('page.search')}
      actions={<Can permission="themes_create">{q || f ? <Collect q={q} f={f} /> : null}</Can>}
    >
      <Box key={q} q={q} search={(nq) => set({ q: nq }, true)} />
      <SavedViews of="evidence" path="search" />
      <Tabs value={tab} onChange={(v) => set({ tab: v === 'known' ? 'known' : '' })} keepMounted={false}>
        <Group justify="space-between" align="end">
          <Tabs.List>
            <Tabs.Tab value="evidence">{t('resource.evidence.many')}</Tabs.Tab>
            <Tabs.Tab value="known">{t('search.known')}</Tabs.Tab>
          </Tabs.List>
          <Select
            size="xs"
            aria-label={t('search.sort')}
            data={[
              { value: 'rank', label: t('search.byRank') },
              { value: '-said_at', label: t('search.byTime') },
            ]}
            value={sort}
            onChange={(v) => set({ sort: v === '-said_at' ? v : '' })}
            allowDeselect={false}
          />
        </Group>
        <Tabs.Panel value="evidence" pt="sm">
          <div className={css.filter}>
            <FilterBar
              of="evidence"
              f={f}
              q=""
              onChange={(nf, words) => set({ f: nf, q: words ? `${q} ${words}`.trim() : q })}
            />
          </div>
          <Results q={q} f={f} sort={sort} />
        </Tabs.Panel>
        <Tabs.Panel value="known" pt="sm">
          <Known q={q} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
