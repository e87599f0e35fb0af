// The customer's words with their highlights as stacked underlines. A part is chosen by mouse, or by `v` and then
// arrows (Shift is allowed, not needed); Enter goes on to the code, Escape gives up.
import { Text } from '@mantine/core';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useT } from '../../i18n';
import { useCommands } from '../../kit/commands';
import kit from '../../kit/kit.module.css';
import css from './evidence.module.css';
import { type Cursor, cut, pointsOf, type Span, selectedIn, spanOf, step, wordsOf } from './spans';

export type Mark = Span & { id: string; label: string };

type Props = {
  text: string;
  language?: string;
  marks: readonly Mark[];
  picked: Span | null;
  pick: (span: Span | null) => void;
  settle: () => void;
  editable: boolean;
};

/** Selecting by keys: where it began, where it is. */
function useKeySelection(text: string, pick: (s: Span | null) => void, settle: () => void) {
  const words = useMemo(() => wordsOf(text), [text]);
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const go = (c: Cursor | null) => {
    setCursor(c);
    pick(c ? spanOf(words, c) : null);
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (!cursor) return;
    if (e.key === 'Escape' || e.key === 'Enter') {
      e.preventDefault();
      e.stopPropagation();
      if (e.key === 'Enter') settle();
      else go(null);
      setCursor(null);
      return;
    }
    const head = step(words, cursor.head, e.key);
    if (!/^(Arrow|Home|End)/.test(e.key)) return;
    e.preventDefault();
    e.stopPropagation();
    go({ anchor: e.shiftKey || cursor.anchor !== cursor.head ? cursor.anchor : head, head });
  };
  return {
    selecting: cursor !== null,
    start: () => go({ anchor: 0, head: 0 }),
    onKeyDown,
    stop: () => setCursor(null),
  };
}

export function Words({ text, language, marks, picked, pick, settle, editable }: Props) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const keys = useKeySelection(text, pick, settle);
  const points = useMemo(() => pointsOf(text), [text]);
  const runs = useMemo(() => cut(points, marks, picked), [points, marks, picked]);
  const start = () => {
    box.current?.focus();
    keys.start();
  };
  useCommands('item', editable ? [{ id: 'words.select', label: 'words.select', keys: 'v', run: start }] : []);
  const byMouse = () => {
    if (!editable || !box.current) return;
    const span = selectedIn(box.current);
    if (span) pick(span);
  };
  const nameOf = (ids: string[]) =>
    marks
      .filter((m) => ids.includes(m.id))
      .map((m) => m.label)
      .join(', ');
  return (
    <>
      <div
        ref={box}
        role="document"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: text is selected in it by keys
        tabIndex={0}
        aria-label={t('words')}
        className={`${kit.verbatim} ${css.words}`}
        data-selecting={keys.selecting || undefined}
        lang={language || undefined}
        dir="auto"
        onMouseUp={byMouse}
        onTouchEnd={byMouse}
        onKeyDown={keys.onKeyDown}
        onBlur={keys.stop}
      >
        {runs.map((r) => (
          <span
            key={r.start}
            data-picked={r.picked || undefined}
            data-depth={r.ids.length > 0 ? Math.min(3, r.ids.length) : undefined}
            title={r.ids.length > 0 ? nameOf(r.ids) : undefined}
          >
            {r.text}
          </span>
        ))}
      </div>
      {editable ? (
        <Text size="xs" c="dimmed" role={keys.selecting ? 'status' : undefined}>
          {keys.selecting ? t('words.selecting') : t('words.how')}
        </Text>
      ) : null}
    </>
  );
}
