// Times as people say them; the exact time and zone on hover and for copying.
import { use } from 'react';
import { intlOf, type Locale, LocaleContext } from '../i18n';

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

export function relative(iso: string, now: number, locale: Locale): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const format = new Intl.RelativeTimeFormat(intlOf(locale), { numeric: 'auto', style: 'short' });
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, 'second');
}

export function exact(iso: string, locale: Locale): string {
  return new Date(iso).toLocaleString(intlOf(locale), { dateStyle: 'medium', timeStyle: 'short' });
}

export function onDay(iso: string, locale: Locale): string {
  return new Date(iso.length === 10 ? `${iso}T12:00:00` : iso).toLocaleDateString(intlOf(locale), {
    dateStyle: 'medium',
  });
}

export function Ago({ at }: { at: string | null | undefined }) {
  const locale = use(LocaleContext);
  if (!at) return <span>{'–'}</span>;
  return (
    <time dateTime={at} title={`${exact(at, locale)} (${Intl.DateTimeFormat().resolvedOptions().timeZone})`}>
      {relative(at, Date.now(), locale)}
    </time>
  );
}

export function Day({ at }: { at: string | null | undefined }) {
  const locale = use(LocaleContext);
  if (!at) return <span>{'–'}</span>;
  return <time dateTime={at}>{onDay(at, locale)}</time>;
}

/** How long until a deadline; late ones say so in words and weight. */
export function Due({ at }: { at: string | null | undefined }) {
  const locale = use(LocaleContext);
  if (!at) return null;
  const late = new Date(at).getTime() < Date.now();
  return (
    <time dateTime={at} title={exact(at, locale)} data-late={late || undefined}>
      {late ? `! ${relative(at, Date.now(), locale)}` : relative(at, Date.now(), locale)}
    </time>
  );
}

/** "German" for "de"; the code itself when the browser does not know it. */
export function languageName(code: string, locale: Locale): string {
  try {
    return new Intl.DisplayNames(intlOf(locale) ?? ['en'], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

export function useNumber(): (n: number | null | undefined) => string {
  const locale = use(LocaleContext);
  return (n) => (n === null || n === undefined ? '–' : n.toLocaleString(intlOf(locale)));
}
