// One horizon: its cards in order, a place to drop at the end, and the form that a drop opens.
import { useDroppable } from '@dnd-kit/core';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useT, useWords } from '../../i18n';
import type { Horizon } from '../../kit/chain/types';
import { BoardCard, type CardActs } from './BoardCard';
import type { Card } from './queries';
import css from './roadmap.module.css';

type Props = { horizon: Horizon; cards: Card[]; hidden: Card[]; acts: CardActs | null; first: string; form: ReactNode };

export function BoardColumn({ horizon, cards, hidden, acts, first, form }: Props) {
  const t = useT();
  const words = useWords();
  const over = useDroppable({ id: `end:${horizon}`, data: { horizon } });
  const name = words('enum', horizon);
  return (
    <section
      ref={over.setNodeRef}
      className={css.column}
      data-over={over.isOver || undefined}
      data-column={horizon}
      aria-label={name}
    >
      <h2>
        {name}
        <Text span size="sm" c="dimmed">
          {cards.length}
        </Text>
      </h2>
      {form}
      {cards.length === 0 && !form ? (
        <Text size="sm" c="dimmed">
          {t('roadmap.columnEmpty', { horizon: name })}
        </Text>
      ) : null}
      <ul className={css.cards}>
        {cards.map((card) => (
          <BoardCard key={card.id} card={card} first={card.id === first} acts={acts} />
        ))}
        {hidden.map((card) => (
          <li key={card.id} className={css.card} data-hidden>
            <s dir="auto">{String(card.title)}</s>
            <div className={css.meta}>{t('roadmap.hiddenCard')}</div>
          </li>
        ))}
      </ul>
    </section>
  );
}
