// Kaplan-Meier curve: the share still waiting against time, ticks where open items were last seen, the median marked,
// and how many were at risk below.
import css from './chart.module.css';
import { stepPath, ticks } from './scale';

export type Risk = { hours: number; survival: number; at_risk: number; censored: number };
type Props = {
  points: readonly Risk[];
  width: number;
  median: number | null;
  unit: string;
  xTitle: string;
  yTitle: string;
  riskTitle: string;
};

const height = 240;
const pad = { left: 52, right: 12, top: 14, bottom: 66 };

export function Survival({ points, width, median, unit, xTitle, yTitle, riskTitle }: Props) {
  const scale = ticks(Math.max(...points.map((p) => p.hours), 1), width < 460 ? 3 : 6);
  const top = scale.at(-1) ?? 1;
  const inner = width - pad.left - pad.right;
  const x = (v: number) => pad.left + (v / top) * inner;
  const y = (s: number) => height - pad.bottom - s * (height - pad.top - pad.bottom);
  const steps: [number, number][] = [[x(0), y(1)], ...points.map((p): [number, number] => [x(p.hours), y(p.survival)])];
  const riskAt = (v: number) => points.find((p) => p.hours >= v)?.at_risk ?? 0;
  return (
    <svg className={css.svg} width={width} height={height} direction="ltr" role="img" aria-label={yTitle}>
      {[0, 0.25, 0.5, 0.75, 1].map((s) => (
        <g key={s}>
          <line className={css.grid} x1={pad.left} x2={width - pad.right} y1={y(s)} y2={y(s)} />
          <text className={css.tick} x={pad.left - 6} y={y(s) + 4} textAnchor="end">
            {`${s * 100}%`}
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
      <path className={css.line} d={stepPath(steps)} />
      {points.map((p) =>
        p.censored > 0 ? (
          <line
            key={p.hours}
            className={css.censor}
            x1={x(p.hours)}
            x2={x(p.hours)}
            y1={y(p.survival) - 5}
            y2={y(p.survival) + 5}
          />
        ) : null,
      )}
      {median !== null ? (
        <g>
          <path className={css.line} data-second d={`M${pad.left} ${y(0.5)}H${x(median).toFixed(1)}V${y(0)}`} />
          <text x={x(median) + 4} y={y(0.5) - 5}>
            {`${median} ${unit}`}
          </text>
        </g>
      ) : null}
      <line className={css.axis} x1={pad.left} x2={width - pad.right} y1={y(0)} y2={y(0)} />
      {scale.map((v) => (
        <g key={v}>
          <text className={css.tick} x={x(v)} y={y(0) + 16} textAnchor="middle">
            {v}
          </text>
          <text className={css.tick} x={x(v)} y={y(0) + 50} textAnchor="middle">
            {riskAt(v)}
          </text>
        </g>
      ))}
      <text className={css.axisTitle} x={pad.left + inner / 2} y={y(0) + 32} textAnchor="middle">
        {xTitle}
      </text>
      <text className={css.axisTitle} x={4} y={height - 1}>
        {riskTitle}
      </text>
    </svg>
  );
}
