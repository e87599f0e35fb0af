// From the customer's words to the answer on one line. Filled = there, dashed = missing, hatched = skipped by a
// decision, clock = past its deadline. Left and Right walk, Enter lists what stands behind a station.
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { type Station, traceQuery } from '../api/queries';
import { useT, useWords } from '../i18n';
import { Obj } from './Chips';
import css from './kit.module.css';
import { useNumber } from './Time';

const here: Readonly<Record<string, string>> = {
  evidence: 'words',
  theme: 'theme',
  insight: 'insight',
  opportunity: 'opportunity',
  score: 'score',
  decision: 'decision',
  roadmap_item: 'roadmap',
  release: 'launch',
  answer: 'answer',
};
/** Drawn, since not every system has a clock among its letters. */
function Clock() {
  return (
    <svg
      width={12}
      height={12}
      viewBox="0 0 12 12"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.4}
    >
      <circle cx={6} cy={6} r={5} />
      <path d="M6 3v3l2 1.5" />
    </svg>
  );
}

function walk(e: KeyboardEvent<HTMLOListElement>) {
  if (!/^Arrow(Left|Right)$/.test(e.key)) return;
  const buttons = [...e.currentTarget.querySelectorAll('button')];
  const at = buttons.findIndex((b) => b.matches(':focus'));
  const step = (e.key === 'ArrowRight') === (getComputedStyle(e.currentTarget).direction === 'ltr') ? 1 : -1;
  const next = buttons[at + step];
  if (!next) return;
  e.preventDefault();
  e.stopPropagation();
  next.focus();
}

function StationList({ station }: { station: Station }) {
  const t = useT();
  return (
    <div className={css.stationList}>
      {station.note ? <p style={{ margin: 0 }}>{station.note}</p> : null}
      {station.objects.length === 0 && !station.note ? t('thread.nothing') : null}
      <ul className={css.plainList}>
        {station.objects.map((o) => (
          <li key={o.id}>
            <Obj id={o.id} label={o.label} number={o.number} />
          </li>
        ))}
      </ul>
      {station.count > station.objects.length ? t('thread.more', { n: station.count - station.objects.length }) : null}
    </div>
  );
}

export function Thread({ id, of }: { id: string; of: string }) {
  const t = useT();
  const words = useWords();
  const number = useNumber();
  const { data } = useQuery(traceQuery(id));
  const [opened, open] = useState<string | null>(null);
  if (!data) return <div style={{ minHeight: 30 }} />;
  const station = data.stations.find((s) => s.station === opened);
  return (
    <section aria-label={t('thread')}>
      <ol className={css.thread} onKeyDown={walk}>
        {data.stations.map((s) => {
          const name = words('station', s.station);
          const what = s.state === 'present' ? number(s.count) : words('station.state', s.state);
          return (
            <li key={s.station} className={css.station}>
              <button
                type="button"
                data-state={s.state}
                data-here={here[of] === s.station || undefined}
                aria-expanded={opened === s.station}
                aria-label={`${name}: ${what}${s.note ? `, ${s.note}` : ''}`}
                title={s.note ?? undefined}
                onClick={() => open(opened === s.station ? null : s.station)}
              >
                {s.state === 'overdue' ? <Clock /> : null}
                {name} {s.state === 'present' ? <b>{number(s.count)}</b> : null}
              </button>
            </li>
          );
        })}
      </ol>
      {station ? <StationList station={station} /> : null}
    </section>
  );
}
