// An item's aim in one line: metric, baseline to target, date; or that it is a bet without a measure.
import { use } from 'react';
import { type AnyRow, stringOf } from '../../api/types';
import { intlOf, LocaleContext, useT } from '../../i18n';
import { onDay } from '../../kit/Time';

export function useOutcome(): (row: AnyRow) => string | null {
  const t = useT();
  const locale = use(LocaleContext);
  const plain = (v: unknown) => (typeof v === 'number' ? v.toLocaleString(intlOf(locale)) : '?');
  return (row) => {
    if (row.unmeasured_bet === true) return t('roadmap.bet');
    if (!row.metric) return null;
    const by = row.due_on ? t('roadmap.by', { date: onDay(stringOf(row.due_on), locale) }) : '';
    return `${stringOf(row.metric)} ${plain(row.baseline)} → ${plain(row.target)} ${by}`.trim();
  };
}

export function usePrediction(): (row: AnyRow) => string | null {
  const t = useT();
  const locale = use(LocaleContext);
  return (row) =>
    typeof row.prediction === 'number'
      ? t('roadmap.prediction', {
          p: row.prediction.toLocaleString(intlOf(locale), { style: 'percent', maximumFractionDigits: 0 }),
        })
      : null;
}
