// The board: now, next, later, and what is not placed yet. Drag, menu and keys do the same; each change of horizon asks
// for its goal and reason in place.
import { DndContext, DragOverlay, MouseSensor, pointerWithin, TouchSensor, useSensor, useSensors } from '@dnd-kit/core';
import { Button, SegmentedControl, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { type AnyRow, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { To } from '../../kit/Chips';
import { AskedLine } from '../../kit/chain/AskedLine';
import { PlaceForm } from '../../kit/chain/PlaceForm';
import type { Asked } from '../../kit/chain/types';
import { type Horizon, horizons } from '../../kit/chain/types';
import { NewRows } from '../../kit/NewRows';
import { Page } from '../../kit/Page';
import { Await, Empty } from '../../kit/States';
import { useCan } from '../../kit/session';
import { useView } from '../../kit/useView';
import { BoardColumn } from './BoardColumn';
import { DropForm } from './DropForm';
import { type Audience, audiences, type Board, boardQuery, type Card } from './queries';
import css from './roadmap.module.css';
import { Unplaced } from './Unplaced';
import { useBoardMoves } from './useBoardMoves';

const total = (board: Board) => horizons.reduce((sum, h) => sum + board[h].length, 0);

/** Arrows and j/k walk all cards column by column. */
function walk(e: KeyboardEvent<HTMLDivElement>) {
  const card = e.target instanceof HTMLElement && e.target.dataset.card ? e.target : null;
  if (!card || e.altKey || e.ctrlKey || e.metaKey) return;
  const step = /^(j|ArrowDown)$/.test(e.key) ? 1 : /^(k|ArrowUp)$/.test(e.key) ? -1 : 0;
  const side = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
  const all = [...e.currentTarget.querySelectorAll<HTMLElement>('[data-card]')];
  if (step) all[all.indexOf(card) + step]?.focus();
  else if (side) {
    const columns = [...e.currentTarget.querySelectorAll('section')];
    const here = columns.findIndex((c) => c.contains(card));
    columns[here + side]?.querySelector<HTMLElement>('[data-card]')?.focus();
  } else return;
  e.preventDefault();
}

function Told({ told }: { told: { asked: Asked; about: string } | null }) {
  return told && told.asked.asked > 0 ? <AskedLine asked={told.asked} about={told.about} takesFocus /> : null;
}

function BoardBody({ board, shown, may }: { board: Board; shown: Board; may: boolean }) {
  const t = useT();
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 4 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 150, tolerance: 6 } }),
  );
  const moves = useBoardMoves(board);
  const [told, tell] = useState<{ asked: Asked; about: string } | null>(null);
  const [dragged, drag] = useState<string | null>(null);
  const { asking, ask } = moves;
  const first = horizons.map((h) => board[h][0]?.id).find(Boolean) ?? '';
  const close = () => ask(null);
  const hiddenIn = (h: Horizon): Card[] => board[h].filter((c) => !shown[h].some((s) => s.id === c.id));
  const form = (h: Horizon) => {
    if (asking && 'drop' in asking && asking.drop.horizon === h) {
      return (
        <DropForm
          row={asking.drop}
          close={close}
          done={(d) => {
            tell({ asked: d.asked, about: d.decision.id });
            close();
          }}
        />
      );
    }
    if (asking && 'what' in asking && asking.horizon === h) {
      return (
        <PlaceForm
          what={asking.what}
          horizon={h}
          close={close}
          done={(p) => {
            if (p.decision) tell({ asked: p.asked, about: p.decision.id });
            close();
          }}
        />
      );
    }
    return null;
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={pointerWithin}
      onDragStart={(e) =>
        drag(stringOf(e.active.data.current?.card?.title) || stringOf(e.active.data.current?.opportunity?.need))
      }
      onDragCancel={() => drag(null)}
      onDragEnd={(e) => {
        drag(null);
        moves.onDragEnd(e);
      }}
      accessibility={{ screenReaderInstructions: { draggable: t('roadmap.dragHow') } }}
    >
      <Told told={told} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: cards take focus; this hears the keys that walk them */}
      <div className={css.board} data-three={may ? undefined : true} onKeyDown={walk}>
        {may ? <Unplaced place={(row: AnyRow, h) => moves.placeOpportunity(row, h)} /> : null}
        {horizons.map((h) => (
          <BoardColumn
            key={h}
            horizon={h}
            cards={shown[h]}
            hidden={hiddenIn(h)}
            acts={may ? moves.acts : null}
            first={first}
            form={form(h)}
          />
        ))}
      </div>
      <DragOverlay dropAnimation={null}>{dragged ? <div className={css.card}>{dragged}</div> : null}</DragOverlay>
    </DndContext>
  );
}

export function RoadmapPage() {
  const t = useT();
  const words = useWords();
  const can = useCan();
  const { view, set } = useView();
  const audience: Audience = audiences.find((a) => a === view.type) ?? 'internal';
  const full = useQuery(boardQuery('internal'));
  const seen = useQuery({ ...boardQuery(audience), placeholderData: keepPreviousData });
  const may = can('roadmap_create') && audience === 'internal';
  return (
    <Page
      title={t('page.roadmap')}
      actions={
        <>
          <NewRows of="roadmap_item" />
          <SegmentedControl
            size="xs"
            aria-label={t('roadmap.audience')}
            value={audience}
            onChange={(type) => set({ type })}
            data={audiences.map((a) => ({ value: a, label: words('enum', a) }))}
          />
          <Button size="xs" variant="default" onClick={() => window.print()}>
            {t('roadmap.print')}
          </Button>
        </>
      }
    >
      <Await query={full} rows={8}>
        {(board) => {
          const shown = audience === 'internal' ? board : seen.data;
          if (!shown) return null;
          const hidden = total(board) - total(shown);
          if (total(board) === 0 && !may)
            return (
              <Empty title={t('roadmap.none')} why={t('roadmap.noneWhy')}>
                <To to="/opportunities">{t('roadmap.noneOpportunities')}</To>
              </Empty>
            );
          return (
            <>
              {audience === 'internal' ? null : (
                <Text size="sm" role="status">
                  {t('roadmap.hidden', { n: hidden, of: total(board), who: words('enum', audience) })}
                </Text>
              )}
              {total(board) === 0 ? (
                <Text size="sm" c="dimmed">
                  {t('roadmap.noneWhy')}
                </Text>
              ) : null}
              <BoardBody board={board} shown={shown} may={may} />
            </>
          );
        }}
      </Await>
    </Page>
  );
}
