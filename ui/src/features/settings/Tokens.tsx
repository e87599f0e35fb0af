// API tokens: name, scopes, expiry; the secret is shown once.
import { Button, Code, Group, MultiSelect, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { useT, useWords } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { copyText } from '../../kit/copy';
import { Section } from '../../kit/Page';
import { Await } from '../../kit/States';
import { useMe } from '../../kit/session';
import { Ago } from '../../kit/Time';
import { matrixQuery, tokensQuery } from './queries';
import { permissionName } from './Roles';
import css from './settings.module.css';

const day = 86_400_000;

function NewToken() {
  const t = useT();
  const words = useWords();
  const me = useMe();
  const { act, say } = useAct();
  const matrix = useQuery(matrixQuery);
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>([]);
  const [days, setDays] = useState('90');
  const [secret, setSecret] = useState('');
  const choices = (matrix.data?.permissions ?? [])
    .filter((p) => me?.permissions.includes(p.name))
    .map((p) => ({ value: p.name, label: permissionName(p, words) }));
  const make = async () => {
    const expires_at = days === '' ? null : new Date(Date.now() + Number(days) * day).toISOString();
    const made = await act({
      run: () => api.post<{ secret: string }>('/tokens', { name: name.trim(), scopes, expires_at }),
      renew: [['token']],
    });
    if (!made) return;
    setSecret(made.secret);
    setName('');
  };
  const copy = () => void copyText(secret).then(() => say(t('copied')));
  if (secret) {
    return (
      <Section title={t('tokens.made')}>
        <Stack gap="xs" align="start">
          <Text size="sm">{t('tokens.once')}</Text>
          <Code block>{secret}</Code>
          <Group gap="xs">
            <Button size="xs" onClick={copy}>
              {t('tokens.copy')}
            </Button>
            <Button size="xs" variant="default" onClick={() => setSecret('')}>
              {t('tokens.kept')}
            </Button>
          </Group>
        </Stack>
      </Section>
    );
  }
  return (
    <Section title={t('tokens.new')}>
      <Group align="end" gap="sm">
        <TextInput
          label={t('name')}
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
          placeholder={t('tokens.example')}
          maxLength={120}
        />
        <MultiSelect
          label={t('tokens.scopes')}
          placeholder={scopes.length === 0 ? t('tokens.all') : undefined}
          data={choices}
          value={scopes}
          onChange={setScopes}
          searchable
          miw={220}
          maw={420}
        />
        <Select
          label={t('tokens.expires')}
          data={[
            { value: '30', label: t('tokens.days', { n: 30 }) },
            { value: '90', label: t('tokens.days', { n: 90 }) },
            { value: '365', label: t('tokens.days', { n: 365 }) },
            { value: '', label: t('tokens.never') },
          ]}
          value={days}
          onChange={(v) => setDays(v ?? '')}
          allowDeselect={false}
        />
        <ActButton onAct={make} disabled={!name.trim()}>
          {t('tokens.make')}
        </ActButton>
      </Group>
    </Section>
  );
}

export function Tokens() {
  const t = useT();
  const { act } = useAct();
  const query = useQuery(tokensQuery);
  const revoke = (id: string, name: string) =>
    act({ run: () => api.del(`/tokens/${id}`), done: t('tokens.revoked', { name }), renew: [['token']] });
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('tokens.why')}
      </Text>
      <Await query={query} rows={3}>
        {({ data }) => (
          <ul className={css.plain}>
            {data.map((k) => (
              <li key={k.id} className={css.line}>
                <b>{k.name}</b>
                <span>{k.scopes.length === 0 ? t('tokens.all') : k.scopes.join(', ')}</span>
                <Text span size="xs" c="dimmed">
                  {t('tokens.used')} <Ago at={k.last_used_at} />
                  {' · '}
                  {k.expires_at ? (
                    <>
                      {t('invite.expires')} <Ago at={k.expires_at} />
                    </>
                  ) : (
                    t('tokens.never')
                  )}
                </Text>
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => void revoke(k.id, k.name)}
                  aria-label={t('tokens.revoke.of', { name: k.name })}
                >
                  {t('tokens.revoke')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Await>
      <NewToken />
    </>
  );
}
