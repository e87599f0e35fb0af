// A trend in a table cell: one scale per table, the running period hollow, a star where a burst was found. The numbers
// are its name.
import { useT } from '../../i18n';
import css from './chart.module.css';
import { linePath } from './scale';

const width = 84;
const height = 22;

type Props = { values: readonly number[]; max: number; what: string; partial?: boolean; burst?: readonly number[] };

export function Spark({ values, max, what, partial = true, burst = [] }: Props) {
  const t = useT();
  const x = (i: number) => 3 + (i * (width - 8)) / Math.max(1, values.length - 1);
  const y = (v: number) => height - 4 - (v / Math.max(1, max)) * (height - 9);
  const whole = partial ? values.slice(0, -1) : values;
  const last = values.length - 1;
  if (values.length < 2) return <span>{'–'}</span>;
  return (
    <svg
      className={css.spark}
      width={width}
      height={height}
      role="img"
      aria-label={t('chart.spark', { what, values: values.join(', ') })}
    >
      <path className={css.sparkLine} d={linePath(whole.map((v, i) => [x(i), y(v)]))} />
      <circle className={css.sparkEnd} cx={x(last)} cy={y(values[last] ?? 0)} r={2.5} />
      {burst.map((i) => (
        <text key={i} className={css.burst} x={x(i)} y={y(values[i] ?? 0) - 1} textAnchor="middle">
          {'*'}
        </text>
      ))}
    </svg>
  );
}
