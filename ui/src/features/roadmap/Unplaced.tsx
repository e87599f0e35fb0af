// Opportunities that are not on the roadmap yet: drag one onto a horizon, or use its menu.
import { useDraggable } from '@dnd-kit/core';
import { ActionIcon, Menu, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { allQuery } from '../../api/queries';
import { type AnyRow, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { Obj, Pill, To } from '../../kit/Chips';
import { type Horizon, horizons } from '../../kit/chain/types';
import { Await } from '../../kit/States';
import css from './roadmap.module.css';

export const unplacedFilter = 'state:draft,offered,accepted,exploring,reopened';

function One({ row, place }: { row: AnyRow; place: (row: AnyRow, h: Horizon) => void }) {
  const t = useT();
  const words = useWords();
  const [menu, setMenu] = useState(false);
  const drag = useDraggable({ id: row.id, data: { opportunity: row } });
  return (
    <li
      ref={drag.setNodeRef}
      className={css.card}
      tabIndex={-1}
      data-card={row.id}
      data-dragging={drag.isDragging || undefined}
      aria-label={stringOf(row.need)}
      onKeyDown={(e) => {
        if (e.target !== e.currentTarget || e.key !== 'H') return;
        e.preventDefault();
        e.stopPropagation();
        setMenu(true);
      }}
    >
      <div className={css.cardHead}>
        <button
          type="button"
          className={css.grip}
          {...drag.listeners}
          tabIndex={-1}
          aria-label={t('roadmap.grip', { what: stringOf(row.need) })}
        >
          {'⠿'}
        </button>
        <span style={{ flex: 1 }} dir="auto">
          <Obj id={row.id} label={stringOf(row.need)} number={row.number} />
        </span>
        <Menu opened={menu} onChange={setMenu} returnFocus position="bottom-end">
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t('roadmap.menu', { what: stringOf(row.need) })}
            >
              {'⋯'}
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {horizons.map((h) => (
              <Menu.Item key={h} onClick={() => place(row, h)}>
                {t('roadmap.moveTo', { horizon: words('enum', h) })}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      <div className={css.meta}>
        <Pill of={row.state} />
      </div>
    </li>
  );
}

export function Unplaced({ place }: { place: (row: AnyRow, h: Horizon) => void }) {
  const t = useT();
  const query = useQuery(allQuery('opportunity', { f: unplacedFilter }, 50));
  return (
    <section className={css.column} aria-label={t('roadmap.unplaced')}>
      <h2>{t('roadmap.unplaced')}</h2>
      <Await query={query} rows={3}>
        {({ data }) =>
          data.length === 0 ? (
            <Text size="sm" c="dimmed" component="div">
              {t('roadmap.unplacedNone')} <To to="/themes">{t('opportunity.noneThemes')}</To>
            </Text>
          ) : (
            <ul className={css.cards}>
              {data.map((row) => (
                <One key={row.id} row={row} place={place} />
              ))}
            </ul>
          )
        }
      </Await>
    </section>
  );
}
