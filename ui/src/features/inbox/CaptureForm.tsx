// The form of quick capture: words first; who, where from and when are optional and mostly read from the paste.
import { Autocomplete, Group, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { allQuery } from '../../api/queries';
import { type AnyRow, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useCommands } from '../../kit/commands';
import { showKeys } from '../../kit/keys';
import { RefSelect } from '../../kit/RefSelect';
import type { Capture } from './capture';
import css from './inbox.module.css';
import { readPasted } from './paste';
import { Mood } from './TriageParts';

type Props = {
  draft: Capture;
  change: (part: Partial<Capture>) => void;
  save: () => Promise<unknown>;
  sources: AnyRow[];
};

const kinds = ['verbatim', 'relayed', 'interview', 'observed'];

/** Contacts whose mail or name fits what is typed. */
function useContacts(typed: string) {
  const [q] = useDebouncedValue(typed.trim(), 150);
  const found = useQuery({ ...allQuery('contact', { q }, 8), enabled: q.length >= 2 && !/@.+\..{2,}$/.test(q) });
  const exact = useQuery({
    ...allQuery('contact', { f: `email:"${q.toLowerCase()}"` }, 1),
    enabled: /@.+\..{2,}$/.test(q),
  });
  return { offers: found.data?.data ?? [], exact: exact.data?.data[0] };
}

function Who({ draft, change }: Pick<Props, 'draft' | 'change'>) {
  const t = useT();
  const { offers, exact } = useContacts(draft.email);
  const hint = exact
    ? t('capture.known', { name: stringOf(exact.name) || stringOf(exact.email) })
    : t('capture.email.why');
  return (
    <>
      <Autocomplete
        label={t('capture.email')}
        description={hint}
        value={draft.email}
        data={[...new Set(offers.map((c) => stringOf(c.email)).filter(Boolean))]}
        filter={({ options }) => options}
        onChange={(email) => change({ email })}
        maxLength={254}
      />
      {exact ? null : (
        <div className={css.fields}>
          <TextInput
            label={t('name')}
            maxLength={200}
            value={draft.name}
            onChange={(e) => change({ name: e.currentTarget.value })}
          />
          <RefSelect
            of="account"
            label={t('capture.account')}
            value={draft.account_id}
            onChange={(account_id) => change({ account_id })}
          />
        </div>
      )}
    </>
  );
}

export function CaptureForm({ draft, change, save, sources }: Props) {
  const t = useT();
  const words = useWords();
  useCommands('page', [
    { id: 'capture.save', label: 'capture.save', keys: 'mod+Enter', typing: true, run: () => void save() },
  ]);
  const paste = (text: string) => {
    const read = readPasted(text);
    change({
      words: read.words,
      title: read.title ?? draft.title,
      email: read.email ?? draft.email,
      name: read.name ?? draft.name,
      said_at: read.said_at ?? draft.said_at,
    });
  };
  return (
    <Stack gap="sm">
      <Textarea
        label={t('capture.words')}
        description={t('capture.words.why')}
        autosize
        minRows={5}
        maxRows={16}
        autoFocus
        required
        maxLength={200_000}
        value={draft.words}
        onChange={(e) => change({ words: e.currentTarget.value })}
        onPaste={(e) => {
          if (draft.words.trim()) return;
          e.preventDefault();
          paste(e.clipboardData.getData('text'));
        }}
      />
      <Who draft={draft} change={change} />
      <div className={css.fields}>
        <Select
          label={t('import.source')}
          placeholder={t('capture.source')}
          data={sources.map((s) => ({ value: s.id, label: stringOf(s.name) }))}
          value={draft.source_id}
          onChange={(source_id) => change({ source_id })}
          clearable
          clearButtonProps={{ 'aria-label': t('form.clear') }}
          searchable
        />
        <Select
          label={t('capture.kind')}
          data={kinds.map((k) => ({ value: k, label: words('enum', k) }))}
          value={draft.kind}
          onChange={(kind) => change({ kind: kind ?? 'verbatim' })}
          allowDeselect={false}
        />
      </div>
      <Mood value={draft.emotion} set={(emotion) => change({ emotion })} />
      <Group>
        <ActButton
          onAct={save}
          disabled={!draft.words.trim()}
          rightSection={<kbd className={css.onButton}>{showKeys('mod+Enter')}</kbd>}
        >
          {t('capture.save')}
        </ActButton>
      </Group>
    </Stack>
  );
}
