// What a drop, a menu entry or a key means: a new horizon asks for goal and reason, a new place in the same one does not.
import type { DragEndEvent } from '@dnd-kit/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { useAct } from '../../kit/act';
import { hrefOf } from '../../kit/Chips';
import type { PlaceWhat } from '../../kit/chain/PlaceForm';
import { place } from '../../kit/chain/queries';
import type { Horizon } from '../../kit/chain/types';
import type { Board, Card } from './queries';

export type Asking = { what: PlaceWhat; horizon: Horizon } | { drop: Card } | null;

const isHorizon = (v: unknown): v is Horizon => v === 'now' || v === 'next' || v === 'later';
const isCard = (v: unknown): v is Card => typeof v === 'object' && v !== null && 'horizon' in v && 'asked' in v;
const isRow = (v: unknown): v is AnyRow => typeof v === 'object' && v !== null && 'need' in v;

/** A position after the last card. */
const endOf = (cards: Card[]) =>
  Math.max(0, ...cards.map((c) => (typeof c.position === 'number' ? c.position : 0))) + 1;

export function useBoardMoves(board: Board | undefined) {
  const t = useT();
  const { act } = useAct();
  const navigate = useNavigate();
  const [asking, ask] = useState<Asking>(null);
  const cards = (h: Horizon): Card[] => board?.[h] ?? [];
  const order = async (card: Card, horizon: Horizon, before: Card | undefined) => {
    await act({
      run: () =>
        place({
          roadmap_item_id: card.id,
          horizon,
          before_id: before?.id,
          position: before ? undefined : endOf(cards(horizon)),
        }),
      done: t('roadmap.ordered'),
      renew: [['roadmap_item']],
    });
    document.querySelector<HTMLElement>(`[data-card="${card.id}"]`)?.focus();
  };
  const move = (card: Card, horizon: Horizon, before?: Card) => {
    if (card.horizon === horizon) return before?.id === card.id ? undefined : void order(card, horizon, before);
    ask({
      what: {
        roadmap_item_id: card.id,
        name: stringOf(card.title),
        goal: stringOf(card.goal_label),
        before_id: before?.id,
      },
      horizon,
    });
  };
  const place_ = (row: AnyRow, horizon: Horizon, before?: Card) =>
    ask({
      what: { opportunity_id: row.id, name: stringOf(row.need), goal: stringOf(row.goal_label), before_id: before?.id },
      horizon,
    });
  const shift = (card: Card, by: -1 | 1) => {
    const horizon = isHorizon(card.horizon) ? card.horizon : 'later';
    const all = cards(horizon);
    const at = all.findIndex((c) => c.id === card.id);
    const to = at + by;
    if (to < 0 || to >= all.length) return;
    void order(card, horizon, by < 0 ? all[to] : all[to + 1]);
  };
  const onDragEnd = (e: DragEndEvent) => {
    const to = e.over?.data.current;
    const from = e.active.data.current;
    const before = isCard(to?.before) ? to.before : undefined;
    const horizon = isHorizon(to?.horizon) ? to.horizon : isHorizon(before?.horizon) ? before.horizon : null;
    if (!horizon) return;
    if (isCard(from?.card)) move(from.card, horizon, before);
    else if (isRow(from?.opportunity)) place_(from.opportunity, horizon, before);
  };
  return {
    asking,
    ask,
    onDragEnd,
    placeOpportunity: (row: AnyRow, h: Horizon) => place_(row, h),
    acts: {
      place: (card: Card, h: Horizon) => move(card, h),
      shift,
      drop: (card: Card) => ask({ drop: card }),
      open: (card: Card) => void navigate({ to: hrefOf('roadmap_item', card.id, card.number) }),
    },
  };
}
