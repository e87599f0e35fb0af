// The first question: "What is your product called?", then words: drop a file, paste, or see the sample.
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { meQuery } from '../../api/session';
import { useT } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { DropFile } from '../../kit/DropFile';
import { useStartSample } from '../../kit/sample';
import { handOver } from '../imports/queries';
import { Door } from './Door';

function Named({ named }: { named: string }) {
  const t = useT();
  const navigate = useNavigate();
  const sample = useStartSample();
  return (
    <>
      <Text>{t('start.words', { product: named })}</Text>
      <DropFile
        onFile={(name, body) => {
          handOver(name, body);
          void navigate({ to: '/imports/new' });
        }}
      >
        <ActButton variant="default" onAct={sample}>
          {t('start.sample')}
        </ActButton>
      </DropFile>
      <Group>
        <Button variant="subtle" onClick={() => void navigate({ to: '/today' })}>
          {t('start.later')}
        </Button>
      </Group>
    </>
  );
}

export function Start() {
  const t = useT();
  const client = useQueryClient();
  const { act } = useAct();
  const sample = useStartSample();
  const { data: me } = useQuery(meQuery);
  const [product, setProduct] = useState('');
  const named = me?.product?.name;
  const save = async () => {
    const id = me?.workspace.id;
    if (!id || !product.trim()) return;
    const done = await act({ run: () => api.post(`/workspaces/${id}/setup`, { product: product.trim() }), renew: [] });
    if (done) await client.refetchQueries({ queryKey: meQuery.queryKey });
  };
  return (
    <Door title={named ? t('start.title.words') : t('start.title')}>
      {named ? (
        <Named named={named} />
      ) : (
        <form
          onSubmit={(e) => {
            e.preventDefault();
            void save();
          }}
        >
          <Stack gap="sm">
            <TextInput
              aria-label={t('start.title')}
              size="md"
              data-autofocus
              autoFocus
              required
              value={product}
              onChange={(e) => setProduct(e.currentTarget.value)}
              placeholder={t('start.example')}
            />
            <Group>
              <Button type="submit" disabled={!product.trim()}>
                {t('next')}
              </Button>
              <ActButton variant="default" onAct={sample}>
                {t('start.sample')}
              </ActButton>
            </Group>
          </Stack>
        </form>
      )}
      <Text size="sm" c="dimmed">
        {t('start.local')}
      </Text>
    </Door>
  );
}
