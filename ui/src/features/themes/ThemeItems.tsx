// What stands in the theme, newest first, with who put it there. "Not this" takes items out, for good; chosen items can
// move to another theme or become a theme of their own. All of it can be undone.
import { Button, Checkbox, Group, SegmentedControl, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import type { AnyRow } from '../../api/types';
import { useT } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { chainKeys } from '../../kit/chain/queries';
import { useCommands } from '../../kit/commands';
import { Section } from '../../kit/Page';
import { RefSelect } from '../../kit/RefSelect';
import { Await, Empty } from '../../kit/States';
import { rowCan, useCan } from '../../kit/session';
import { QuoteCard } from './parts';
import { changeItems, type Item, itemsQuery } from './queries';
import { SplitForm } from './SplitForm';
import css from './themes.module.css';

const renew = [...chainKeys, ['evidence']];

function walk(e: KeyboardEvent<HTMLUListElement>, act: { toggle: (id: string) => void; remove: (id: string) => void }) {
  if (!(e.target instanceof HTMLLIElement) || e.ctrlKey || e.metaKey || e.altKey) return;
  const id = e.target.dataset.id ?? '';
  const step =
    e.key === 'j' || e.key === 'ArrowDown'
      ? e.target.nextElementSibling
      : e.key === 'k' || e.key === 'ArrowUp'
        ? e.target.previousElementSibling
        : null;
  if (step instanceof HTMLElement) step.focus();
  else if (e.key === 'x') act.toggle(id);
  else if (e.key === 'n') act.remove(id);
  else return;
  e.preventDefault();
  e.stopPropagation();
}

type RowProps = {
  item: Item;
  first: boolean;
  picked: boolean;
  may: boolean;
  toggle: () => void;
  remove: () => Promise<unknown>;
};

function ItemRow({ item, first, picked, may, toggle, remove }: RowProps) {
  const t = useT();
  return (
    <li className={css.item} data-id={item.id} tabIndex={first ? 0 : -1}>
      {may ? <Checkbox size="xs" mt={8} checked={picked} onChange={toggle} aria-label={t('select')} /> : <span />}
      <QuoteCard of={item} />
      {may ? (
        <ActButton size="compact-xs" variant="default" onAct={remove}>
          {t('theme.notThis')}
        </ActButton>
      ) : null}
    </li>
  );
}

function MoveTo({ from, ids, done }: { from: AnyRow; ids: string[]; done: () => void }) {
  const t = useT();
  const { act } = useAct();
  const [to, setTo] = useState<string | null>(null);
  const move = async () => {
    if (!to) return;
    const added = await act({ run: () => changeItems(to, { add: ids }), renew: [] });
    if (!added) return;
    const taken = await act({
      run: () => changeItems(from.id, { remove: ids }),
      done: t('theme.movedItems', { n: ids.length }),
      renew,
    });
    if (taken) done();
  };
  return (
    <Group gap="xs" align="end">
      <RefSelect of="theme" label={t('theme.moveTo')} value={to} onChange={setTo} />
      <ActButton size="xs" disabled={!to || to === from.id} onAct={move}>
        {t('theme.move')}
      </ActButton>
    </Group>
  );
}

function Chosen({
  theme,
  ids,
  clear,
  remove,
}: {
  theme: AnyRow;
  ids: string[];
  clear: () => void;
  remove: (ids: string[]) => Promise<unknown>;
}) {
  const t = useT();
  const [doing, start] = useState<'move' | 'split' | null>(null);
  useCommands('list', [
    { id: 'theme.split', label: 'theme.split', keys: 'S', run: () => start('split') },
    { id: 'theme.moveItems', label: 'theme.moveTo', keys: 'm', run: () => start('move') },
    { id: 'list.clear', label: 'select.clear', keys: 'Escape', quiet: true, run: clear },
  ]);
  if (doing === 'split') return <SplitForm theme={theme} ids={ids} close={() => start(null)} />;
  return (
    <Group gap="xs" align="end" role="group" aria-label={t('select.count', { n: ids.length })}>
      <Text size="sm">{t('select.count', { n: ids.length })}</Text>
      <ActButton size="compact-sm" variant="default" onAct={() => remove(ids)}>
        {t('theme.notThis')}
      </ActButton>
      <Button size="compact-sm" variant="default" onClick={() => start('move')}>
        {t('theme.moveTo')}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => start('split')}>
        {t('theme.split')}
      </Button>
      <Button size="compact-sm" variant="subtle" onClick={clear}>
        {t('select.clear')}
      </Button>
      {doing === 'move' ? <MoveTo from={theme} ids={ids} done={clear} /> : null}
    </Group>
  );
}

export function ThemeItems({ theme }: { theme: AnyRow }) {
  const t = useT();
  const { act } = useAct();
  const can = useCan();
  const [by, setBy] = useState('');
  const query = useInfiniteQuery(itemsQuery(theme.id, by));
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const may = rowCan(theme, 'update') || can('link_create');
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    select(next);
  };
  const remove = async (ids: string[]) => {
    const gone = await act({
      run: () => changeItems(theme.id, { remove: ids }),
      done: t('theme.removed', { n: ids.length }),
      renew,
    });
    if (gone) select(new Set());
  };
  return (
    <Section
      title={t('theme.itemsTitle')}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t('theme.byFilter')}
          value={by}
          onChange={setBy}
          data={[
            { value: '', label: t('theme.byAll') },
            { value: 'person', label: t('theme.byPerson') },
            { value: 'rule', label: t('by.rule') },
            { value: 'machine', label: t('by.machine') },
          ]}
        />
      }
    >
      {selected.size > 0 ? (
        <Chosen theme={theme} ids={[...selected]} clear={() => select(new Set())} remove={remove} />
      ) : null}
      <Await query={query} rows={6}>
        {({ pages }) => {
          const items = pages.flatMap((p) => p.data);
          if (items.length === 0)
            return (
              <Empty
                title={by ? t('theme.noItemsBy') : t('theme.noItems')}
                why={by ? t('theme.noItemsByWhy') : t('theme.noItemsWhy')}
              />
            );
          return (
            <ul className={css.items} onKeyDown={(e) => may && walk(e, { toggle, remove: (id) => void remove([id]) })}>
              {items.map((item, i) => (
                <ItemRow
                  key={item.id}
                  item={item}
                  first={i === 0}
                  picked={selected.has(item.id)}
                  may={may}
                  toggle={() => toggle(item.id)}
                  remove={() => remove([item.id])}
                />
              ))}
            </ul>
          );
        }}
      </Await>
      {query.hasNextPage ? (
        <ActButton size="xs" variant="default" mt="sm" onAct={() => query.fetchNextPage()}>
          {t('counted.more')}
        </ActButton>
      ) : null}
    </Section>
  );
}
