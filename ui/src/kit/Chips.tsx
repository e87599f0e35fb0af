// Small marks used everywhere: state pill, emotion dot, object link, kind. Colour is never the only sign.
import { Anchor, Tooltip } from '@mantine/core';
import { nameOfId, resource } from '../api/types';
import { useT, useWords } from '../i18n';
import css from './kit.module.css';
import { RouteLink } from './RouteLink';

const tones: Readonly<Record<string, string>> = {
  received: 'new',
  draft: 'new',
  proposed: 'new',
  candidate: 'new',
  running: 'new',
  triaged: 'on',
  linked: 'on',
  offered: 'on',
  accepted: 'on',
  exploring: 'on',
  in_review: 'on',
  committed: 'on',
  in_delivery: 'on',
  approved: 'on',
  held: 'on',
  sending: 'on',
  active: 'on',
  decided: 'done',
  answered: 'done',
  done: 'done',
  released: 'done',
  reviewed: 'done',
  sent: 'done',
  answered_elsewhere: 'done',
  do: 'done',
  spam: 'off',
  duplicate: 'off',
  archived: 'off',
  retired: 'off',
  dropped: 'off',
  bounced: 'bad',
  failed: 'bad',
  wont: 'off',
  unknown: 'bad',
};
const glyphs: Readonly<Record<string, string>> = { new: '○', on: '◐', done: '●', off: '×', bad: '!' };

/** A state as word and sign. */
export function Pill({ of }: { of: string | null | undefined }) {
  const words = useWords();
  if (!of) return null;
  const tone = tones[of] ?? 'new';
  return (
    <span className={css.pill} data-tone={tone}>
      <span aria-hidden="true">{glyphs[tone]}</span> {words('state', of)}
    </span>
  );
}

const moodGlyphs: Readonly<Record<string, string>> = { '-2': '−−', '-1': '−', '0': '0', '1': '+', '2': '++' };

export function Emotion({ of }: { of: number | null | undefined }) {
  const t = useT();
  if (of === null || of === undefined) return null;
  const names = [t('mood.-2'), t('mood.-1'), t('mood.0'), t('mood.1'), t('mood.2')];
  const name = names[of + 2] ?? String(of);
  return (
    <span className={css.emotion} data-mood={of} title={name}>
      <span aria-hidden="true">{moodGlyphs[String(of)]}</span>
      <span className={css.hidden}>{name}</span>
    </span>
  );
}

/** Where an object's page is; its short number when it has one. */
export function hrefOf(name: string, id: string, number?: string | null): string {
  return `/${resource(name).path}/${number ?? id}`;
}

/** A link to any object. */
export function Obj({ id, label, number }: { id: string; label?: string | null; number?: string | null }) {
  const name = nameOfId(id);
  if (!name) return <span>{label ?? id}</span>;
  return (
    <Anchor component={RouteLink} to={hrefOf(name, id, number)} inherit className={css.object}>
      {number ? <span className={css.number}>{number}</span> : null}
      {label || id}
    </Anchor>
  );
}

/** Who made a link: people without a mark, rules and machines with one. */
export function By({ by }: { by: string }) {
  const t = useT();
  if (by === 'person') return null;
  return (
    <Tooltip label={by === 'rule' ? t('by.rule.why') : t('by.machine.why')}>
      <span className={css.by}>{by === 'rule' ? t('by.rule') : t('by.machine')}</span>
    </Tooltip>
  );
}

/** An internal link that looks like a text link. */
export function To({
  to,
  search,
  children,
}: {
  to: string;
  search?: Record<string, string>;
  children: React.ReactNode;
}) {
  return (
    <Anchor component={RouteLink} to={to} search={search} inherit>
      {children}
    </Anchor>
  );
}
