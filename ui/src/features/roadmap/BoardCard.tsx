// One card: what it is, its aim, prediction, evidence strength, staleness, owner, who asked. Drag by the grip; the menu
// and the keys do the same.
import { useDraggable, useDroppable } from '@dnd-kit/core';
import { ActionIcon, Menu } from '@mantine/core';
import { useState } from 'react';
import { stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { Obj, Pill } from '../../kit/Chips';
import { type Horizon, horizons } from '../../kit/chain/types';
import { useOutcome, usePrediction } from './outcome';
import type { Card } from './queries';
import css from './roadmap.module.css';

export type CardActs = {
  place: (card: Card, horizon: Horizon) => void;
  shift: (card: Card, by: -1 | 1) => void;
  drop: (card: Card) => void;
  open: (card: Card) => void;
};

function Meta({ card }: { card: Card }) {
  const t = useT();
  const words = useWords();
  const outcome = useOutcome();
  const prediction = usePrediction();
  const aim = outcome(card);
  return (
    <>
      {aim ? <div>{aim}</div> : null}
      <div className={css.meta}>
        <Pill of={card.state} />
        {prediction(card) ? <span>{prediction(card)}</span> : null}
        <span title={t('roadmap.strengthWhy')}>
          {card.strength === null
            ? t('roadmap.noStrength')
            : t('roadmap.strength', {
                s: card.strength.toFixed(0),
                label: words('word', card.strength_label ?? 'weak'),
              })}
        </span>
        {card.stale ? <span className={css.stale}>{t('roadmap.stale')}</span> : null}
        {card.guardrail ? <span>{t('roadmap.guard', { g: stringOf(card.guardrail) })}</span> : null}
        {card.asked > 0 ? <span>{t('roadmap.asked', { n: card.asked, reachable: card.reachable })}</span> : null}
        {card.owner_label ? <span>{stringOf(card.owner_label)}</span> : null}
        {card.goal_label ? <span dir="auto">{stringOf(card.goal_label)}</span> : null}
      </div>
    </>
  );
}

function CardMenu({
  card,
  acts,
  opened,
  setOpened,
}: {
  card: Card;
  acts: CardActs;
  opened: boolean;
  setOpened: (o: boolean) => void;
}) {
  const t = useT();
  const words = useWords();
  return (
    <Menu opened={opened} onChange={setOpened} returnFocus position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t('roadmap.menu', { what: stringOf(card.title) })}
        >
          {'⋯'}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {horizons.map((h) => (
          <Menu.Item key={h} disabled={h === card.horizon} onClick={() => acts.place(card, h)}>
            {t('roadmap.moveTo', { horizon: words('enum', h) })}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => acts.shift(card, -1)}>{t('roadmap.up')}</Menu.Item>
        <Menu.Item onClick={() => acts.shift(card, 1)}>{t('roadmap.down')}</Menu.Item>
        <Menu.Item onClick={() => acts.drop(card)}>{t('roadmap.drop')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function BoardCard({ card, first, acts }: { card: Card; first: boolean; acts: CardActs | null }) {
  const t = useT();
  const [menu, setMenu] = useState(false);
  const drag = useDraggable({ id: card.id, disabled: acts === null, data: { card } });
  const over = useDroppable({ id: `before:${card.id}`, data: { before: card } });
  return (
    <li
      ref={(el) => {
        drag.setNodeRef(el);
        over.setNodeRef(el);
      }}
      className={css.card}
      tabIndex={first ? 0 : -1}
      data-card={card.id}
      data-over={over.isOver || undefined}
      data-dragging={drag.isDragging || undefined}
      aria-label={stringOf(card.title)}
      onKeyDown={(e) => {
        if (e.target !== e.currentTarget) return;
        if (e.key === 'H' && acts) setMenu(true);
        else if (e.altKey && e.key === 'ArrowUp') acts?.shift(card, -1);
        else if (e.altKey && e.key === 'ArrowDown') acts?.shift(card, 1);
        else if (e.key === 'Enter') acts?.open(card);
        else return;
        e.preventDefault();
        e.stopPropagation();
      }}
    >
      <div className={css.cardHead}>
        {acts ? (
          <button
            type="button"
            className={css.grip}
            {...drag.listeners}
            tabIndex={-1}
            aria-label={t('roadmap.grip', { what: stringOf(card.title) })}
          >
            {'⠿'}
          </button>
        ) : null}
        <span style={{ flex: 1 }} dir="auto">
          <Obj id={card.id} label={stringOf(card.title)} number={card.number} />
        </span>
        {acts ? <CardMenu card={card} acts={acts} opened={menu} setOpened={setMenu} /> : null}
      </div>
      <Meta card={card} />
    </li>
  );
}
