// A figure on screen: value, numerator over denominator, period, population; the interval where there is one; a dash
// with its reason where there is none. Opens exactly what it counts.
import { Button, Text } from '@mantine/core';
import { useT } from '../i18n';
import { type Figure, useFigure } from './figure';
import css from './figure.module.css';

type NumProps = {
  title: string;
  of: Figure;
  /** Period and population: "last 28 days, reachable customers". */
  base: string;
  /** Method and version, shown on hover and focus. */
  method?: string;
  open?: () => void;
};

export function Num({ title, of, base, method, open }: NumProps) {
  const t = useT();
  const shown = useFigure()(of);
  return (
    <div className={css.num}>
      <Text size="xs" c="dimmed">
        {title}
      </Text>
      <div className={css.value} title={method}>
        {open ? (
          <button
            type="button"
            className={css.open}
            onClick={open}
            aria-label={t('figure.open', { what: title, value: shown.value })}
          >
            {shown.value}
          </button>
        ) : (
          <span>{shown.value}</span>
        )}
        {shown.ratio ? <span className={css.ratio}>{shown.ratio}</span> : null}
      </div>
      <Text size="xs" c="dimmed">
        {[shown.reason, shown.interval, base].filter(Boolean).join(' · ')}
      </Text>
    </div>
  );
}

/** A count in running text that opens what it counts. */
export function Count({ n, of, open }: { n: string; of: string; open: () => void }) {
  return (
    <Button variant="transparent" size="compact-sm" className={css.count} onClick={open}>
      {`${n} ${of}`}
    </Button>
  );
}
