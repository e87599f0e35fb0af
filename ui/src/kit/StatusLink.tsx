// The private link by which a customer sees what became of their words; made on request and copied at once.
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '../api/client';
import { useT } from '../i18n';
import { ActButton } from './ActButton';
import { useAct } from './act';
import { copyText } from './copy';

export function StatusLink({ contact }: { contact: string }) {
  const t = useT();
  const { act, say } = useAct();
  const [url, setUrl] = useState('');
  const make = async () => {
    const made = await act({ run: () => api.post<{ url: string }>(`/contacts/${contact}/status-link`), renew: [] });
    if (!made) return;
    setUrl(made.url);
    await copyText(made.url).then(
      () => say(t('statusLink.copied')),
      () => undefined,
    );
  };
  if (url) {
    return (
      <TextInput
        readOnly
        size="xs"
        label={t('statusLink')}
        description={t('statusLink.why')}
        value={url}
        onFocus={(e) => e.currentTarget.select()}
      />
    );
  }
  return (
    <ActButton size="xs" variant="default" onAct={make} title={t('statusLink.why')}>
      {t('statusLink.make')}
    </ActButton>
  );
}
