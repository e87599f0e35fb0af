// The panel behind every count: exactly the items counted, in pages, with the way to the full list and a CSV. Which
// items is part of the address, so the panel can be linked to.
import { Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';

import { listQuery } from '../api/queries';
import { type AnyRow, labelOf, resource, stringOf } from '../api/types';
import { useT, useWords } from '../i18n';
import { ActButton } from './ActButton';
import { useAct } from './act';
import { Obj } from './Chips';
import { saveCsv } from './chart/save';
import css from './figure.module.css';
import kit from './kit.module.css';
import { Panel } from './Page';
import { Quote } from './Quote';
import { RouteLink } from './RouteLink';
import { Empty, Failed, Loading } from './States';
import { useNumber } from './Time';
import { useList } from './useList';
import { useView } from './useView';

/** A list behind a count, as it stands in the address: `evidence|theme:T-3`. */
export const counted = (of: string, f: string) => `${of}|${f}`;

export function useCounted(): (of: string, f: string) => void {
  const { set } = useView();
  return (of, f) => set({ panel: counted(of, f) }, true);
}

const most = 5000;
const columns: Readonly<Record<string, readonly string[]>> = {
  evidence: [
    'id',
    'said_at',
    'kind',
    'source_label',
    'account_label',
    'contact_label',
    'state',
    'emotion',
    'verbatim',
    'score',
    'choice',
  ],
};

function SaveAll({ of, f, title }: { of: string; f: string; title: string }) {
  const t = useT();
  const client = useQueryClient();
  const { fail, say } = useAct();
  const save = async () => {
    try {
      const rows: AnyRow[] = [];
      const query = listQuery(of, { f }, 200);
      const read = await client.fetchInfiniteQuery({ ...query, pages: most / 200 });
      for (const page of read.pages) rows.push(...page.data);
      const keys = columns[of] ?? ['id', 'number', resource(of).label, 'state', 'created_at'];
      saveCsv(title, { columns: keys, rows: rows.map((r) => keys.map((k) => stringOf(r[k]) || null)) }, f);
      if (rows.length >= most) say(t('counted.cut', { n: most }));
    } catch (error) {
      fail(error);
    }
  };
  return (
    <ActButton size="compact-sm" variant="default" onAct={save}>
      {t('chart.csv')}
    </ActButton>
  );
}

function Rows({ of, f, title }: { of: string; f: string; title: string }) {
  const t = useT();
  const number = useNumber();
  const list = useList(of, { f });
  if (list.query.error && list.rows.length === 0)
    return <Failed error={list.query.error} retry={() => void list.query.refetch()} />;
  if (list.query.isPending) return <Loading rows={4} />;
  if (list.rows.length === 0) return <Empty title={t('counted.none')} why={t('counted.noneWhy')} />;
  return (
    <div className={css.counted}>
      <Group gap="xs">
        <Text size="sm">{list.total === undefined ? `${number(list.rows.length)}+` : number(list.total)}</Text>
        <SaveAll of={of} f={f} title={title} />
        <Button component={RouteLink} to={`/${resource(of).path}`} search={{ f }} size="compact-sm" variant="default">
          {t('counted.list')}
        </Button>
      </Group>
      <ul className={kit.plainList}>
        {list.rows.map((row) => (
          <li key={row.id}>
            {of === 'evidence' ? (
              <Quote row={row} max={220} />
            ) : (
              <Obj id={row.id} label={labelOf(of, row)} number={row.number} />
            )}
          </li>
        ))}
      </ul>
      {list.more ? (
        <Button size="xs" variant="default" onClick={list.more}>
          {t('counted.more')}
        </Button>
      ) : null}
    </div>
  );
}

/** Put once on a page that shows counts. */
export function CountedPanel() {
  const words = useWords();
  const { view, set } = useView();
  const [of, f] = [view.panel?.split('|')[0] ?? '', view.panel?.split('|').slice(1).join('|') ?? ''];
  if (!view.panel?.includes('|')) return null;
  const title = words('resource', `${of}.many`);
  return (
    <Panel title={title} close={() => set({ panel: '' })}>
      <Text size="xs" c="dimmed" mb="xs">
        {f}
      </Text>
      <Rows key={view.panel} of={of} f={f} title={title} />
    </Panel>
  );
}
