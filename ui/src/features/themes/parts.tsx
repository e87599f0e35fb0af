// Pieces of the theme screens: who was (not) heard with denominators, whose voices these are, quotes by kind.
import { Text } from '@mantine/core';
import { use } from 'react';
import { intlOf, LocaleContext, useT, useWords } from '../../i18n';
import { By, Emotion, Obj, To } from '../../kit/Chips';
import type { SegmentShare, Voices } from '../../kit/chain/types';
import { Warn } from '../../kit/chain/Warn';
import kit from '../../kit/kit.module.css';
import { shorten } from '../../kit/Quote';
import { Ago } from '../../kit/Time';
import type { QuoteOf } from './queries';
import css from './themes.module.css';

export function usePercent(): (n: number | null) => string {
  const locale = use(LocaleContext);
  return (n) => (n === null ? '–' : n.toLocaleString(intlOf(locale), { style: 'percent', maximumFractionDigits: 0 }));
}

/** Segments nobody was heard of: the blind spots of every figure on the page. */
export function NotHeard({ of }: { of: SegmentShare[] }) {
  const t = useT();
  const percent = usePercent();
  if (of.length === 0) return null;
  return (
    <Warn>
      <span>{t('theme.notHeard')} </span>
      {of.map((s, i) => (
        <span key={s.id}>
          {i > 0 ? ', ' : ''}
          <Obj id={s.id} label={s.name} /> {t('theme.ofBase', { share: percent(s.base_share), n: s.members })}
        </span>
      ))}
    </Warn>
  );
}

export function VoicesWarning({ of }: { of: Voices }) {
  const t = useT();
  const percent = usePercent();
  if (!of.warn) return null;
  return (
    <Warn>
      {of.effective !== null ? t('theme.fewVoices', { n: of.effective.toFixed(2) }) : of.reason}
      {of.largest && of.largest_share !== null ? (
        <span>
          {' '}
          <Obj id={of.largest.id} label={of.largest.label} /> {t('theme.largest', { share: percent(of.largest_share) })}
        </span>
      ) : null}
    </Warn>
  );
}

export function Segments({ of, open }: { of: SegmentShare[]; open: (segment: string) => void }) {
  const t = useT();
  const percent = usePercent();
  if (of.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('theme.noSegments')} <To to="/segments">{t('theme.makeSegment')}</To>
      </Text>
    );
  return (
    <div className={css.share}>
      {of.map((s) => (
        <div key={s.id} style={{ display: 'contents' }}>
          <Obj id={s.id} label={s.name} />
          <span className={css.track} aria-hidden="true">
            <span style={{ width: `${Math.round((s.share ?? 0) * 100)}%` }} />
          </span>
          {s.heard > 0 ? (
            <button
              type="button"
              className={kit.sort}
              onClick={() => open(s.id)}
              aria-label={t('theme.openSegment', { name: s.name, n: s.heard, of: s.members })}
            >
              {`${percent(s.share)} ${s.heard}/${s.members}`}
            </button>
          ) : (
            <span>{t('theme.zeroOf', { n: s.members })}</span>
          )}
        </div>
      ))}
    </div>
  );
}

export function QuoteCard({ of }: { of: QuoteOf }) {
  const t = useT();
  const words = useWords();
  return (
    <blockquote className={kit.quote}>
      <span dir="auto">{shorten(of.verbatim, 250)}</span>
      <footer>
        <To to={`/evidence/${of.id}`}>{words('enum', of.evidence_kind)}</To>
        <span dir="auto">{of.contact_label ?? t('anonymous')}</span>
        {of.account_label ? <span dir="auto">{of.account_label}</span> : null}
        <Emotion of={of.emotion} />
        <Ago at={of.said_at} />
        <By by={of.by} />
      </footer>
    </blockquote>
  );
}

const kinds = ['typical', 'extreme', 'against', 'newest'] as const;

export function Quotes({ of }: { of: QuoteOf[] }) {
  const t = useT();
  const titles = {
    typical: t('theme.typical'),
    extreme: t('theme.extreme'),
    against: t('theme.against'),
    newest: t('theme.newest'),
  };
  const some = kinds.flatMap((kind) => of.filter((q) => q.kind === kind));
  return (
    <>
      <div className={css.quotes}>
        {some.map((q) => (
          <div key={`${q.kind}${q.id}`}>
            <Text size="xs" c="dimmed" mb={4}>
              {titles[q.kind]}
            </Text>
            <QuoteCard of={q} />
          </div>
        ))}
      </div>
      {some.some((q) => q.kind === 'against') ? null : (
        <Text size="sm" c="dimmed" mt="xs">
          {t('theme.noneAgainst')}
        </Text>
      )}
    </>
  );
}
