// The inbox's right side: the words, who said them, suggestions with reasons, and the quick form.
import { Badge, Button, Group, SegmentedControl, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { type AnyRow, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { Obj, To } from '../../kit/Chips';
import { useCommands } from '../../kit/commands';
import kit from '../../kit/kit.module.css';
import { useWordsOf } from '../../kit/Quote';
import { RefSelect } from '../../kit/RefSelect';
import { rowCan } from '../../kit/session';
import { Ago } from '../../kit/Time';
import css from './inbox.module.css';
import { useTriage } from './useTriage';

type T = ReturnType<typeof useTriage>;

function Head({ row }: { row: AnyRow }) {
  const t = useT();
  const words = useWords();
  return (
    <Group gap="sm" className={kit.inline}>
      {typeof row.account_id === 'string' ? <Obj id={row.account_id} label={stringOf(row.account_label)} /> : null}
      {typeof row.contact_id === 'string' ? (
        <Obj id={row.contact_id} label={stringOf(row.contact_label)} />
      ) : (
        <span>{t('anonymous')}</span>
      )}
      <span>{words('enum', stringOf(row.kind))}</span>
      <span>{stringOf(row.source_label)}</span>
      <Ago at={stringOf(row.said_at)} />
      <To to={`/evidence/${row.id}`}>{t('inbox.openItem')}</To>
    </Group>
  );
}

function Offers({ triage }: { triage: T }) {
  const t = useT();
  const { offers, draft } = triage;
  return (
    <Stack gap={6}>
      <Title order={3} size={14}>
        {t('triage.theme')}
      </Title>
      {offers?.themes.length ? (
        <ol className={css.offers}>
          {offers.themes.slice(0, 9).map((o, i) => (
            <li key={o.id}>
              <button
                type="button"
                className={css.offer}
                aria-pressed={draft.theme_id === o.id}
                onClick={() => triage.accept(i)}
              >
                <kbd className={kit.key}>{i + 1}</kbd>
                <span>{o.name}</span>
                <span className={css.why}>
                  {o.score.toFixed(2)} {o.words.length ? `· ${o.words.join(', ')}` : ''}
                </span>
              </button>
            </li>
          ))}
        </ol>
      ) : (
        <Text size="sm" c="dimmed">
          {t('triage.noOffers')}
        </Text>
      )}
      {draft.new_theme ? (
        <Badge variant="light" tt="none">
          {t('triage.newTheme', { name: draft.new_theme })}
        </Badge>
      ) : null}
      {draft.theme_id && !offers?.themes.some((o) => o.id === draft.theme_id) ? (
        <Badge variant="light" tt="none">
          {draft.theme_name ?? draft.theme_id}
        </Badge>
      ) : null}
      {(offers?.duplicates ?? []).slice(0, 2).map((d) => (
        <Text size="sm" key={d.id}>
          <Obj id={d.id} label={d.verbatim.slice(0, 80)} /> {t('triage.maybeDuplicate', { score: d.score.toFixed(2) })}{' '}
          <kbd className={kit.key}>{'d'}</kbd>
        </Text>
      ))}
    </Stack>
  );
}

function ThemePicker({ triage, close }: { triage: T; close: () => void }) {
  const t = useT();
  const [name, setName] = useState('');
  return (
    <Group align="end" gap="sm">
      <RefSelect
        of="theme"
        label={t('triage.pick')}
        value={triage.draft.theme_id ?? null}
        onChange={(id, label) => {
          triage.set({ theme_id: id ?? undefined, theme_name: label ?? undefined, new_theme: undefined });
          if (id) close();
        }}
      />
      <TextInput label={t('triage.orNew')} value={name} onChange={(e) => setName(e.currentTarget.value)} />
      <Button
        variant="default"
        disabled={!name.trim()}
        onClick={() => {
          triage.set({ new_theme: name.trim(), theme_id: undefined });
          close();
        }}
      >
        {t('triage.create')}
      </Button>
    </Group>
  );
}

function Form({ triage, mood }: { triage: T; mood: React.RefObject<HTMLDivElement | null> }) {
  const t = useT();
  const { draft, set } = triage;
  const moods = [-2, -1, 0, 1, 2].map((m) => ({ value: String(m), label: ['−−', '−', '0', '+', '++'][m + 2] ?? '' }));
  return (
    <Stack gap="sm">
      <div className={css.fields}>
        <Textarea
          label={t('triage.request')}
          description={t('triage.request.why')}
          autosize
          minRows={1}
          value={draft.request}
          onChange={(e) => set({ request: e.currentTarget.value })}
        />
        <Textarea
          label={t('triage.need')}
          description={t('triage.need.why')}
          autosize
          minRows={1}
          value={draft.need}
          onChange={(e) => set({ need: e.currentTarget.value })}
        />
      </div>
      <Group gap="md">
        <div ref={mood}>
          <Text size="sm" fw={500} id="mood-label">
            {t('triage.mood')}
          </Text>
          <SegmentedControl
            aria-labelledby="mood-label"
            size="xs"
            data={[{ value: '', label: '?' }, ...moods]}
            value={draft.emotion === null ? '' : String(draft.emotion)}
            onChange={(v) => set({ emotion: v === '' ? null : Number(v) })}
          />
        </div>
        <div>
          <Text size="sm" fw={500} id="urgency-label">
            {t('triage.urgency')}
          </Text>
          <SegmentedControl
            aria-labelledby="urgency-label"
            size="xs"
            data={[
              { value: 'low', label: t('urgency.low') },
              { value: 'normal', label: t('urgency.normal') },
              { value: 'high', label: t('urgency.high') },
            ]}
            value={draft.urgency}
            onChange={(v) => set({ urgency: v })}
          />
        </div>
      </Group>
    </Stack>
  );
}

export function InboxItem({ row, next }: { row: AnyRow; next: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const say = useWordsOf();
  const triage = useTriage(row, next);
  const mood = useRef<HTMLDivElement>(null);
  const [picking, pick] = useState(false);
  const may = rowCan(row, 'update');
  const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => ({
    id: `accept${i + 1}`,
    label: 'triage.accept' as const,
    keys: String(i + 1),
    quiet: true,
    run: () => triage.accept(i),
  }));
  useCommands('item', [
    {
      id: 'triage.open',
      label: 'inbox.openItem',
      keys: 'Space',
      run: () => void navigate({ to: `/evidence/${row.id}` }),
    },
    ...(may
      ? [
          ...digits,
          { id: 'triage.finish', label: 'triage.finish' as const, keys: 'Enter', run: () => void triage.finish() },
          { id: 'triage.theme', label: 'triage.pick' as const, keys: 't', run: () => pick(true) },
          { id: 'triage.none', label: 'triage.noTheme' as const, keys: 'n', run: () => void triage.noTheme() },
          { id: 'triage.duplicate', label: 'triage.duplicate' as const, keys: 'd', run: triage.duplicate },
          { id: 'triage.spam', label: 'triage.spam' as const, keys: 's', run: () => void triage.spam() },
          {
            id: 'triage.urgent',
            label: 'urgent' as const,
            keys: 'u',
            run: () => triage.set({ urgency: triage.draft.urgency === 'high' ? 'normal' : 'high' }),
          },
          {
            id: 'triage.mood',
            label: 'triage.mood' as const,
            keys: 'm',
            run: () => mood.current?.querySelector('input')?.focus(),
          },
          { id: 'triage.wait', label: 'triage.wait' as const, keys: 'w', run: () => void triage.wait() },
        ]
      : []),
  ]);
  return (
    <section className={css.item} aria-label={t('inbox.item')}>
      <Stack gap="md">
        <Head row={row} />
        {row.title ? <Text fw={600}>{stringOf(row.title)}</Text> : null}
        <div className={kit.verbatim} lang={stringOf(row.language) || undefined} dir="auto">
          {say(row)}
        </div>
        {may ? (
          <>
            <Offers triage={triage} />
            {picking ? <ThemePicker triage={triage} close={() => pick(false)} /> : null}
            <Form triage={triage} mood={mood} />
            <Group gap="xs">
              <ActButton onAct={triage.finish} rightSection={<kbd className={css.onButton}>{'Enter'}</kbd>}>
                {t('triage.finish')}
              </ActButton>
              <Button
                variant="default"
                onClick={() => pick(!picking)}
                rightSection={<kbd className={kit.key}>{'t'}</kbd>}
              >
                {t('triage.pick')}
              </Button>
              <ActButton variant="default" onAct={triage.noTheme} rightSection={<kbd className={kit.key}>{'n'}</kbd>}>
                {t('triage.noTheme')}
              </ActButton>
              <Button variant="default" onClick={triage.duplicate} rightSection={<kbd className={kit.key}>{'d'}</kbd>}>
                {t('triage.duplicate')}
              </Button>
              <ActButton variant="default" onAct={triage.spam} rightSection={<kbd className={kit.key}>{'s'}</kbd>}>
                {t('triage.spam')}
              </ActButton>
              <ActButton variant="default" onAct={triage.wait} rightSection={<kbd className={kit.key}>{'w'}</kbd>}>
                {t('triage.wait')}
              </ActButton>
            </Group>
          </>
        ) : null}
      </Stack>
    </section>
  );
}
