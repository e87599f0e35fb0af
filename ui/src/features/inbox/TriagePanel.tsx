// Triage of one item: suggestions by number, quick form, and every way to settle it by one key.
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { AnyRow } from '../../api/types';
import { useT } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { type Command, useCommands } from '../../kit/commands';
import kit from '../../kit/kit.module.css';
import css from './inbox.module.css';
import { Offers, QuickForm, ThemePicker } from './TriageParts';
import { type Settling, type Triaging, useTriage } from './useTriage';

const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9];

function Elsewhere({ triage, close }: { triage: Triaging; close: () => void }) {
  const t = useT();
  const [note, setNote] = useState('');
  return (
    <Group align="end" gap="sm">
      <TextInput
        autoFocus
        flex={1}
        label={t('triage.elsewhere.note')}
        placeholder={t('triage.elsewhere.example')}
        value={note}
        onChange={(e) => setNote(e.currentTarget.value)}
      />
      <ActButton disabled={!note.trim()} onAct={() => triage.elsewhere(note.trim())}>
        {t('triage.elsewhere.do')}
      </ActButton>
      <Button variant="subtle" onClick={close}>
        {t('cancel')}
      </Button>
    </Group>
  );
}

function useKeys(triage: Triaging, open: (what: 'theme' | 'elsewhere') => void, mood: () => void) {
  const urgent = () => triage.set({ urgency: triage.draft.urgency === 'high' ? 'normal' : 'high' });
  const accept = digits.map(
    (d): Command => ({
      id: `accept${d}`,
      label: 'triage.accept',
      keys: String(d),
      quiet: true,
      run: () => triage.accept(d - 1),
    }),
  );
  const all: Command[] = [
    ...accept,
    { id: 'triage.finish', label: 'triage.finish', keys: 'Enter', run: () => void triage.finish() },
    { id: 'triage.theme', label: 'triage.pick', keys: 't', run: () => open('theme') },
    { id: 'triage.none', label: 'triage.noTheme', keys: 'n', run: () => void triage.noTheme() },
    { id: 'triage.duplicate', label: 'triage.duplicate', keys: 'd', run: triage.duplicate },
    { id: 'triage.spam', label: 'triage.spam', keys: 's', run: () => void triage.spam() },
    { id: 'triage.urgent', label: 'urgent', keys: 'u', run: urgent },
    { id: 'triage.mood', label: 'triage.mood', keys: 'm', run: mood },
    { id: 'triage.wait', label: 'triage.wait', keys: 'w', run: () => void triage.wait() },
    { id: 'triage.elsewhere', label: 'triage.elsewhere', keys: 'a', run: () => open('elsewhere') },
  ];
  useCommands('item', all);
}

export function TriagePanel({ row, settling, finishLabel }: { row: AnyRow; settling: Settling; finishLabel?: string }) {
  const t = useT();
  const triage = useTriage(row, settling);
  const mood = useRef<HTMLDivElement>(null);
  const [opened, open] = useState<'theme' | 'elsewhere' | null>(null);
  const close = () => open(null);
  const focusMood = () => mood.current?.querySelector<HTMLInputElement>('input:checked')?.focus();
  useKeys(triage, open, focusMood);
  return (
    <Stack gap="md">
      <Offers triage={triage} />
      {opened === 'theme' ? <ThemePicker triage={triage} close={close} /> : null}
      <QuickForm triage={triage} mood={mood} />
      {opened === 'elsewhere' ? <Elsewhere triage={triage} close={close} /> : null}
      <Group gap="xs">
        <ActButton onAct={triage.finish} rightSection={<kbd className={css.onButton}>{'Enter'}</kbd>}>
          {finishLabel ?? t('triage.finish')}
        </ActButton>
        <Button variant="default" onClick={() => open('theme')} rightSection={<kbd className={kit.key}>{'t'}</kbd>}>
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
        <Button variant="default" onClick={() => open('elsewhere')} rightSection={<kbd className={kit.key}>{'a'}</kbd>}>
          {t('triage.elsewhere')}
        </Button>
      </Group>
    </Stack>
  );
}
