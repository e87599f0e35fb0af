// Steps from the base down: the frame is what was due, the bar what got there, the hatched end what a machine did. Each
// step opens its items.
import css from './chart.module.css';
import { walkMarks } from './walk';

export type FunnelStep = { id: string; label: string; value: number; base: number; note: string; machine?: number };
type Props = { steps: readonly FunnelStep[]; width: number; open: (id: string) => void };

const row = 44;

export function Funnel({ steps, width, open }: Props) {
  const base = Math.max(1, ...steps.map((s) => s.base));
  const share = (v: number) => (v / base) * width;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing cannot be a fieldset
    <svg
      className={css.svg}
      width={width}
      height={steps.length * row}
      role="group"
      onKeyDown={(e) => walkMarks(e, /^ArrowDown$/, /^ArrowUp$/)}
    >
      {steps.map((s, i) => (
        // biome-ignore lint/a11y/useSemanticElements: a bar of a drawing cannot be a button element
        <g
          key={s.id}
          data-mark
          role="button"
          tabIndex={i === 0 ? 0 : -1}
          aria-label={`${s.label}: ${s.note}`}
          className={css.mark}
          onClick={() => open(s.id)}
          onKeyDown={(e) => e.key === 'Enter' && open(s.id)}
        >
          <rect x={0} y={i * row} width={width} height={row} fill="transparent" />
          <text x={0} y={i * row + 14}>
            {s.label}
          </text>
          <text className={css.axisTitle} x={width} y={i * row + 14} textAnchor="end">
            {s.note}
          </text>
          <rect
            className={css.grid}
            fill="none"
            x={0.5}
            y={i * row + 20}
            width={Math.max(0, share(s.base) - 1)}
            height={14}
          />
          <rect className={css.bar} x={0} y={i * row + 20} width={share(s.value)} height={14} />
          {s.machine ? (
            <rect
              className={css.bar}
              data-partial
              x={share(s.value - s.machine)}
              y={i * row + 20}
              width={share(s.machine)}
              height={14}
            />
          ) : null}
        </g>
      ))}
    </svg>
  );
}
