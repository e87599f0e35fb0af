// Counts over time as bars from zero, the running period hollow. Left and Right walk the bars; Enter opens what a bar
// counts.
import css from './chart.module.css';
import { countTicks } from './scale';
import { walkMarks } from './walk';

export type Bar = { label: string; value: number; name: string; partial?: boolean; burst?: boolean };
type Props = { bars: readonly Bar[]; width: number; xTitle: string; yTitle: string; open?: (i: number) => void };

const height = 190;
const pad = { left: 44, right: 8, top: 12, bottom: 42 };

export function Bars({ bars, width, xTitle, yTitle, open }: Props) {
  const scale = countTicks(Math.max(...bars.map((b) => b.value), 1));
  const top = scale.at(-1) ?? 1;
  const inner = width - pad.left - pad.right;
  const y = (v: number) => height - pad.bottom - (v / top) * (height - pad.top - pad.bottom);
  const slot = inner / Math.max(1, bars.length);
  const every = Math.ceil(bars.length / Math.max(1, Math.floor(inner / 64)));
  return (
    <svg className={css.svg} width={width} height={height} direction="ltr">
      <title>{yTitle}</title>
      {scale.map((v) => (
        <g key={v}>
          <line className={css.grid} x1={pad.left} x2={width - pad.right} y1={y(v)} y2={y(v)} />
          <text className={css.tick} x={pad.left - 6} y={y(v) + 4} textAnchor="end">
            {v}
          </text>
        </g>
      ))}
      <text
        className={css.axisTitle}
        transform={`translate(12 ${(height - pad.bottom) / 2 + 8}) rotate(-90)`}
        textAnchor="middle"
      >
        {yTitle}
      </text>
      <text className={css.axisTitle} x={pad.left + inner / 2} y={height - 4} textAnchor="middle">
        {xTitle}
      </text>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows walk between the bars inside */}
      <g onKeyDown={(e) => walkMarks(e, /^ArrowRight$/, /^ArrowLeft$/)}>
        {bars.map((b, i) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: its role is button when it opens something
          <g
            key={b.label}
            data-mark
            className={css.mark}
            role={open ? 'button' : 'img'}
            aria-label={b.name}
            tabIndex={i === bars.length - 1 ? 0 : -1}
            onClick={() => open?.(i)}
            onKeyDown={(e) => e.key === 'Enter' && open?.(i)}
          >
            <rect
              x={pad.left + i * slot}
              y={pad.top}
              width={slot}
              height={height - pad.top - pad.bottom}
              fill="transparent"
            />
            <rect
              className={css.bar}
              data-partial={b.partial || undefined}
              x={pad.left + i * slot + slot * 0.14}
              width={slot * 0.72}
              y={y(b.value)}
              height={Math.max(0, y(0) - y(b.value))}
            />
            {b.burst ? (
              <text className={css.burst} x={pad.left + (i + 0.5) * slot} y={y(b.value) - 1} textAnchor="middle">
                {'*'}
              </text>
            ) : null}
          </g>
        ))}
      </g>
      <line className={css.axis} x1={pad.left} x2={width - pad.right} y1={y(0)} y2={y(0)} />
      {bars.map((b, i) =>
        i % every === 0 ? (
          <text
            key={b.label}
            className={css.tick}
            x={pad.left + (i + 0.5) * slot}
            y={height - pad.bottom + 15}
            textAnchor="middle"
          >
            {b.label}
          </text>
        ) : null,
      )}
    </svg>
  );
}
