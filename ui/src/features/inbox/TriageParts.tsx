// Parts of the triage panel: suggested themes, the theme picker, request, need, mood and urgency.
import { Badge, SegmentedControl, Stack, Text, Textarea, Title } from '@mantine/core';
import type { RefObject } from 'react';
import { useT } from '../../i18n';
import { Obj } from '../../kit/Chips';
import kit from '../../kit/kit.module.css';
import { RefSelect } from '../../kit/RefSelect';
import css from './inbox.module.css';
import type { Triaging } from './useTriage';

export function Offers({ triage }: { triage: Triaging }) {
  const t = useT();
  const { offers, draft } = triage;
  const themes = offers?.themes ?? [];
  return (
    <Stack gap={6}>
      <Title order={2} size={14}>
        {t('triage.theme')}
      </Title>
      {offers && themes.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('triage.noOffers')}
        </Text>
      ) : null}
      <ol className={css.offers}>
        {themes.slice(0, 9).map((o, i) => (
          <li key={o.id}>
            <button
              type="button"
              className={css.offer}
              aria-pressed={draft.theme_id === o.id}
              onClick={() => triage.accept(i)}
            >
              <kbd className={kit.key}>{i + 1}</kbd>
              <span className={css.offerName}>{o.name}</span>
              <span className={css.why}>
                {[o.score.toFixed(2).replace(/^0/, ''), o.words.slice(0, 4).join(', ')].filter(Boolean).join(' · ')}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <Chosen triage={triage} />
      {(offers?.duplicates ?? []).slice(0, 2).map((d) => (
        <Text size="sm" key={d.id}>
          <Obj id={d.id} label={d.verbatim.slice(0, 80)} />{' '}
          {t('triage.maybeDuplicate', { score: d.score.toFixed(2).replace(/^0/, '') })}{' '}
          <kbd className={kit.key}>{'d'}</kbd>
        </Text>
      ))}
    </Stack>
  );
}

/** A theme that was picked or named, when it is not among the suggestions. */
function Chosen({ triage }: { triage: Triaging }) {
  const t = useT();
  const { offers, draft } = triage;
  const offered = offers?.themes.some((o) => o.id === draft.theme_id);
  if (draft.new_theme) {
    return (
      <Badge variant="light" tt="none">
        {t('triage.newTheme', { name: draft.new_theme })}
      </Badge>
    );
  }
  if (!draft.theme_id || offered) return null;
  return (
    <Badge variant="light" tt="none">
      {draft.theme_name ?? draft.theme_id}
    </Badge>
  );
}

export function ThemePicker({ triage, close }: { triage: Triaging; close: () => void }) {
  const t = useT();
  return (
    <RefSelect
      of="theme"
      label={t('triage.pick')}
      at={{ focus: true }}
      value={triage.draft.theme_id ?? null}
      onChange={(id, label) => {
        triage.set({ theme_id: id ?? undefined, theme_name: label ?? undefined, new_theme: undefined });
        if (id) close();
      }}
      onCreate={(name) => {
        triage.set({ new_theme: name, theme_id: undefined, theme_name: undefined });
        close();
      }}
    />
  );
}

const moodSigns = ['−−', '−', '0', '+', '++'];

export function Mood({
  value,
  set,
  box,
}: {
  value: number | null;
  set: (m: number | null) => void;
  box?: RefObject<HTMLDivElement | null>;
}) {
  const t = useT();
  const names = [t('mood.-2'), t('mood.-1'), t('mood.0'), t('mood.1'), t('mood.2')];
  const data = names.map((name, i) => ({
    value: String(i - 2),
    label: (
      <span title={name}>
        <span aria-hidden="true">{moodSigns[i]}</span>
        <span className={kit.hidden}>{name}</span>
      </span>
    ),
  }));
  return (
    <fieldset className={css.choice}>
      <legend>{t('triage.mood')}</legend>
      <div ref={box}>
        <SegmentedControl
          size="sm"
          aria-label={t('triage.mood')}
          data={[{ value: '', label: t('mood.none') }, ...data]}
          value={value === null ? '' : String(value)}
          onChange={(v) => set(v === '' ? null : Number(v))}
        />
      </div>
    </fieldset>
  );
}

export function Urgency({ value, set }: { value: string; set: (u: string) => void }) {
  const t = useT();
  return (
    <fieldset className={css.choice}>
      <legend>{t('triage.urgency')}</legend>
      <SegmentedControl
        size="sm"
        aria-label={t('triage.urgency')}
        data={[
          { value: 'low', label: t('urgency.low') },
          { value: 'normal', label: t('urgency.normal') },
          { value: 'high', label: t('urgency.high') },
        ]}
        value={value}
        onChange={set}
      />
    </fieldset>
  );
}

export function QuickForm({ triage, mood }: { triage: Triaging; mood: RefObject<HTMLDivElement | null> }) {
  const t = useT();
  const { draft, set } = triage;
  return (
    <Stack gap="sm">
      <div className={css.fields}>
        <Textarea
          label={t('triage.request')}
          description={t('triage.request.why')}
          autosize
          minRows={1}
          maxLength={2000}
          value={draft.request}
          onChange={(e) => set({ request: e.currentTarget.value })}
        />
        <Textarea
          label={t('triage.need')}
          description={t('triage.need.why')}
          autosize
          minRows={1}
          maxLength={2000}
          value={draft.need}
          onChange={(e) => set({ need: e.currentTarget.value })}
        />
      </div>
      <div className={css.choices}>
        <Mood value={draft.emotion} set={(emotion) => set({ emotion })} box={mood} />
        <Urgency value={draft.urgency} set={(urgency) => set({ urgency })} />
      </div>
    </Stack>
  );
}
