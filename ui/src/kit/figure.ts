// Figures as the program sends them: never a bare number. Reads a figure aloud in one line.
import { use } from 'react';
import { intlOf, LocaleContext, useT } from '../i18n';

export type Figure = {
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  low: number | null;
  high: number | null;
  reason: string | null;
  unit: 'share' | 'hours' | 'days' | 'count' | 'score';
};

export type Shown = { value: string; ratio: string; interval: string; reason: string };

/** Decimals that the interval (or the count behind a share) supports. */
function shareDigits(f: Figure): number {
  return (f.denominator ?? 0) >= 1000 ? 1 : 0;
}

export function useFigure(): (f: Figure) => Shown {
  const t = useT();
  const locale = use(LocaleContext);
  const plain = (n: number, digits = 1) => n.toLocaleString(intlOf(locale), { maximumFractionDigits: digits });
  const percent = (n: number, digits: number) =>
    n.toLocaleString(intlOf(locale), { style: 'percent', maximumFractionDigits: digits });
  return (f) => {
    const one = (n: number) => {
      if (f.unit === 'share') return percent(n, shareDigits(f));
      if (f.unit === 'hours')
        return n >= 72 ? t('figure.days', { n: plain(n / 24) }) : t('figure.hours', { n: plain(n) });
      if (f.unit === 'days') return t('figure.days', { n: plain(n) });
      return plain(n, f.unit === 'count' ? 0 : 1);
    };
    return {
      value: f.value === null ? '–' : one(f.value),
      ratio:
        f.numerator !== null && f.denominator !== null ? `${plain(f.numerator, 0)}/${plain(f.denominator, 0)}` : '',
      interval: f.low !== null && f.high !== null ? t('figure.interval', { low: one(f.low), high: one(f.high) }) : '',
      reason: f.value === null ? (f.reason ?? t('figure.none')) : '',
    };
  };
}
