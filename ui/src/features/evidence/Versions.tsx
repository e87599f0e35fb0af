// Corrections of the words: each is a version with who and why; the difference is shown word by word.
import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { diff } from '../../kit/diff';
import kit from '../../kit/kit.module.css';
import { Section } from '../../kit/Page';
import { Await } from '../../kit/States';
import { rowCan } from '../../kit/session';
import { Ago } from '../../kit/Time';
import css from './evidence.module.css';
import { type Version, versionsQuery } from './queries';

function Diff({ before, after }: { before: string; after: string }) {
  return (
    <div className={css.diff} dir="auto">
      {diff(before, after).map((c, i) => {
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, never reordered
        if (c.kind === 'same') return <span key={i}>{c.text}</span>;
        return c.kind === 'added' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <ins key={i}>{c.text}</ins>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <del key={i}>{c.text}</del>
        );
      })}
    </div>
  );
}

function VersionList({ row, versions }: { row: AnyRow; versions: Version[] }) {
  const t = useT();
  if (versions.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('versions.none')}
      </Text>
    );
  }
  const textAt = (i: number) => {
    for (let k = i; k < versions.length; k++) {
      const old = versions[k]?.fields.verbatim;
      if (typeof old === 'string') return old;
    }
    return stringOf(row.verbatim);
  };
  return (
    <ol className={kit.plainList}>
      {versions.map((v, i) => (
        <li key={v.version}>
          <Text size="xs" c="dimmed">
            {[t('versions.nth', { n: v.version + 1 }), v.who_label ?? t('someone'), v.reason]
              .filter(Boolean)
              .join(' · ')}{' '}
            <Ago at={v.at} />
          </Text>
          <Diff before={textAt(i)} after={textAt(i + 1)} />
        </li>
      ))}
    </ol>
  );
}

function Correct({ row, close }: { row: AnyRow; close: () => void }) {
  const t = useT();
  const { act } = useAct();
  const [text, setText] = useState(stringOf(row.verbatim));
  const [reason, setReason] = useState('');
  const save = async () => {
    const made = await act({
      run: () => api.post(`/evidence/${row.id}/versions`, { verbatim: text, reason }, row.rev),
      done: t('versions.saved'),
      renew: [['evidence'], ['highlight']],
    });
    if (made) close();
  };
  const changed = text.trim() !== '' && text !== stringOf(row.verbatim);
  return (
    <Stack gap="xs">
      <Textarea
        autoFocus
        aria-label={t('words')}
        autosize
        minRows={3}
        maxRows={20}
        maxLength={200_000}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
        dir="auto"
      />
      <TextInput
        label={t('versions.reason')}
        placeholder={t('versions.reason.example')}
        value={reason}
        onChange={(e) => setReason(e.currentTarget.value)}
      />
      <Group gap="xs">
        <ActButton size="xs" onAct={save} disabled={!changed || !reason.trim()}>
          {t('versions.save')}
        </ActButton>
        <Button size="xs" variant="subtle" onClick={close}>
          {t('cancel')}
        </Button>
      </Group>
    </Stack>
  );
}

export function Versions({ row }: { row: AnyRow }) {
  const t = useT();
  const [shown, show] = useState(false);
  const [editing, edit] = useState(false);
  const query = useQuery({ ...versionsQuery(row.id), enabled: shown });
  const may = rowCan(row, 'update') && !row.archived_at && stringOf(row.verbatim) !== '';
  return (
    <Section
      title={t('versions')}
      aside={
        <Group gap="xs">
          {may && !editing ? (
            <Button size="compact-xs" variant="default" onClick={() => edit(true)}>
              {t('versions.correct')}
            </Button>
          ) : null}
          <Button size="compact-xs" variant="default" aria-expanded={shown} onClick={() => show(!shown)}>
            {shown ? t('hide') : t('show')}
          </Button>
        </Group>
      }
    >
      {editing ? <Correct row={row} close={() => edit(false)} /> : null}
      {shown ? (
        <Await query={query} rows={2}>
          {({ data }) => <VersionList row={row} versions={data} />}
        </Await>
      ) : null}
    </Section>
  );
}
