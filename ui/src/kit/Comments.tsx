// What colleagues say about an object. Enter with Ctrl sends; the text stays until the server has it.
import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api } from '../api/client';
import { allQuery } from '../api/queries';
import { stringOf } from '../api/types';
import { useT } from '../i18n';
import { useAct } from './act';
import { useCommands } from './commands';
import css from './kit.module.css';
import { Section } from './Page';
import { useCan } from './session';
import { Ago } from './Time';

export function Comments({ object }: { object: string }) {
  const t = useT();
  const can = useCan();
  const { act } = useAct();
  const box = useRef<HTMLTextAreaElement>(null);
  const [body, setBody] = useState('');
  const { data } = useQuery(allQuery('comment', { f: `object:${object}`, sort: 'created_at' }));
  const may = can('discussion_create');
  useCommands(
    'item',
    may ? [{ id: 'comment', label: 'comment.write', keys: 'c', run: () => box.current?.focus() }] : [],
  );
  const send = async () => {
    if (!body.trim()) return;
    const sent = await act({ run: () => api.post('/comments', { object, body }), renew: [['comment']] });
    if (sent) setBody('');
  };
  return (
    <Section title={t('comments')}>
      <ul className={css.plainList}>
        {(data?.data ?? []).map((c) => (
          <li key={c.id}>
            <Text size="xs" c="dimmed">
              {c.created_by_label ?? ''} <Ago at={c.created_at} />
            </Text>
            <Text size="sm" style={{ whiteSpace: 'pre-wrap' }} dir="auto">
              {stringOf(c.body)}
            </Text>
          </li>
        ))}
      </ul>
      {may ? (
        <Stack gap="xs" mt="sm">
          <Textarea
            ref={box}
            aria-label={t('comment.write')}
            placeholder={t('comment.write')}
            autosize
            minRows={1}
            value={body}
            onChange={(e) => setBody(e.currentTarget.value)}
            onKeyDown={(e) => {
              if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && !e.nativeEvent.isComposing) void send();
            }}
          />
          {body ? (
            <Group>
              <Button size="xs" onClick={() => void send()}>
                {t('comment.send')}
              </Button>
            </Group>
          ) : null}
        </Stack>
      ) : null}
    </Section>
  );
}
