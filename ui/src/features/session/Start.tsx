// The first question: "What is your product called?", and words: drop a file, paste, or see the sample. A file that
// comes before the name waits for it.
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { api } from '../../api/client';
import { meQuery } from '../../api/session';
import { useT } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { DropFile } from '../../kit/DropFile';
import { useStartSample } from '../../kit/sample';
import { handOver } from '../imports/queries';
import { Door } from './Door';

type Waiting = { name: string; body: Blob };

function useSetup() {
  const client = useQueryClient();
  const { act } = useAct();
  const { data: me } = useQuery(meQuery);
  const name = async (product: string) => {
    if (!me) return false;
    if (me.product?.name === product) return true;
    const done = await act({ run: () => api.post(`/workspaces/${me.workspace.id}/setup`, { product }), renew: [] });
    if (done === null) return false;
    await client.refetchQueries({ queryKey: meQuery.queryKey });
    return true;
  };
  return { me, name };
}

export function Start() {
  const t = useT();
  const navigate = useNavigate();
  const sample = useStartSample();
  const { me, name } = useSetup();
  const [typed, setTyped] = useState<string | null>(null);
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const product = (typed ?? me?.product?.name ?? '').trim();
  const go = async (file: Waiting | null) => {
    if (!product) {
      input.current?.focus();
      return;
    }
    if (!(await name(product))) return;
    if (file) handOver(file.name, file.body);
    void navigate({ to: file ? '/imports/new' : '/today' });
  };
  const take = (fileName: string, body: Blob) => {
    const file = { name: fileName, body };
    setWaiting(file);
    void go(file);
  };
  return (
    <Door title={t('start.title')}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void go(waiting);
        }}
      >
        <Stack gap="md">
          <TextInput
            ref={input}
            aria-label={t('start.title')}
            size="md"
            autoFocus
            required
            maxLength={120}
            value={typed ?? me?.product?.name ?? ''}
            onChange={(e) => setTyped(e.currentTarget.value)}
            placeholder={t('start.example')}
          />
          <Text size="sm">{product ? t('start.words', { product }) : t('start.words.any')}</Text>
          <DropFile accept=".csv,.tsv,.txt,.json,.ndjson,.jsonl" onFile={take}>
            <ActButton variant="default" onAct={sample}>
              {t('start.sample')}
            </ActButton>
          </DropFile>
          {waiting && !product ? (
            <Text role="status" size="sm">
              {t('start.waiting', { file: waiting.name })}
            </Text>
          ) : null}
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {t('start.local')}
            </Text>
            <Button type="submit" variant={waiting ? 'filled' : 'subtle'} disabled={!product}>
              {waiting ? t('next') : t('start.later')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Door>
  );
}
