// The real message one customer would get, in their language, with their own words; edited in place.
import { Button, Group, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { To } from '../../kit/Chips';
import { InlineForm } from '../../kit/chain/InlineForm';
import { useInlineForm } from '../../kit/chain/useInlineForm';
import { Warn } from '../../kit/chain/Warn';
import { useCommands } from '../../kit/commands';
import { shorten } from '../../kit/Quote';
import { Ago } from '../../kit/Time';
import css from './answers.module.css';
import type { Line, useTell } from './useTell';

const textOf = (line: Line) => ({
  subject: line.draft ? stringOf(line.draft.subject) : (line.open?.subject ?? ''),
  body: line.draft ? stringOf(line.draft.body) : (line.open?.body ?? ''),
});

function Edit({ line, tell, close }: { line: Line; tell: ReturnType<typeof useTell>; close: () => void }) {
  const t = useT();
  const start = textOf(line);
  const [subject, setSubject] = useState(start.subject);
  const [body, setBody] = useState(start.body);
  const { form, errors, busy, onSubmit } = useInlineForm(() => tell.edit(line, subject.trim(), body), close);
  const missing = [...(subject.trim() ? [] : ['subject']), ...(body.trim() ? [] : ['body'])];
  return (
    <InlineForm
      title={t('answers.edit', { who: line.contact })}
      form={form}
      onSubmit={onSubmit(missing)}
      close={close}
      submit={t('save')}
      busy={busy}
      error={errors['']}
    >
      <TextInput
        name="subject"
        label={t('answers.subject')}
        value={subject}
        onChange={(e) => setSubject(e.currentTarget.value)}
        error={errors.subject}
        autoFocus
        maxLength={200}
      />
      <Textarea
        name="body"
        label={t('answers.body')}
        autosize
        minRows={8}
        maxRows={24}
        value={body}
        onChange={(e) => setBody(e.currentTarget.value)}
        error={errors.body}
        maxLength={20000}
        lang={line.language || undefined}
        dir="auto"
      />
    </InlineForm>
  );
}

export function Message({ subject, body, language }: { subject: string; body: string; language?: string }) {
  const t = useT();
  return (
    <article className={css.mail} lang={language || undefined} aria-label={t('answers.preview')}>
      <h2 dir="auto">{subject}</h2>
      <div dir="auto" className={css.mailBody}>
        {body}
      </div>
    </article>
  );
}

export function Preview({ line, tell, may }: { line: Line; tell: ReturnType<typeof useTell>; may: boolean }) {
  const t = useT();
  const [editing, edit] = useState(false);
  const { subject, body } = textOf(line);
  useCommands('item', [
    { id: 'answers.editOne', label: 'edit', keys: 'e', run: () => edit(true) },
    ...(may
      ? [
          {
            id: 'answers.approveOne',
            label: 'answers.approveOne' as const,
            keys: 'a',
            run: () => void tell.approveOne(line),
          },
        ]
      : []),
  ]);
  if (editing) return <Edit line={line} tell={tell} close={() => edit(false)} />;
  return (
    <div className={css.preview}>
      <Text size="sm">
        {t('answers.to', { who: line.contact })}
        {line.account ? ` · ${line.account}` : ''}
        {line.language ? ` · ${line.language}` : ''}
        {line.open?.language_is_fallback ? ` · ${t('answers.fallback')}` : ''}
        {line.draft ? ` · ${t('answers.isDraft')}` : ''}
      </Text>
      {line.asking ? <Warn>{t('answers.asking')}</Warn> : null}
      <Message subject={subject} body={body} language={line.language} />
      {line.open && line.open.evidence.length > 0 ? (
        <div>
          <Text size="xs" c="dimmed">
            {t('answers.said')}
          </Text>
          {line.open.evidence.slice(0, 3).map((e) => (
            <Text key={e.id} size="sm" component="div" dir="auto">
              {`“${shorten(e.verbatim, 160)}” `}
              <To to={`/evidence/${e.id}`}>
                <Ago at={e.said_at} />
              </To>
            </Text>
          ))}
        </div>
      ) : null}
      <Group gap="xs">
        {may ? (
          <ActButton size="xs" variant="default" onAct={() => tell.approveOne(line)}>
            {t('answers.approveOne')}
          </ActButton>
        ) : null}
        <Button size="xs" variant="default" onClick={() => edit(true)}>
          {t('edit')}
        </Button>
      </Group>
    </div>
  );
}
