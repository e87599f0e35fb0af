// Name and password of the one who is signed in.
import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { api, request } from '../../api/client';
import { problemOf } from '../../api/errors';
import { useT, useWords } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { Facts, Section } from '../../kit/Page';
import { useMe } from '../../kit/session';

function Password() {
  const t = useT();
  const { act } = useAct();
  const [form, setForm] = useState({ old: '', new: '' });
  const [errors, setErrors] = useState<Record<string, string>>({});
  const save = async (e: FormEvent) => {
    e.preventDefault();
    try {
      const body = { old: form.old || undefined, new: form.new };
      const done = await act({
        run: () => api.post('/me/password', body),
        done: t('settings.password.done'),
        renew: [],
        fields: true,
      });
      if (done !== null) setForm({ old: '', new: '' });
      setErrors({});
    } catch (error) {
      setErrors(Object.fromEntries(problemOf(error).errors.map((x) => [x.field, x.message])));
    }
  };
  return (
    <Section title={t('password')}>
      <form onSubmit={(e) => void save(e)}>
        <Stack gap="sm" maw={360}>
          <PasswordInput
            label={t('settings.password.old')}
            description={t('settings.password.oldWhy')}
            autoComplete="current-password"
            value={form.old}
            error={errors.old}
            onChange={(e) => setForm({ ...form, old: e.currentTarget.value })}
            visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
          />
          <PasswordInput
            label={t('settings.password.new')}
            description={t('password.rule')}
            autoComplete="new-password"
            required
            minLength={10}
            value={form.new}
            error={errors.new ?? errors.password}
            onChange={(e) => setForm({ ...form, new: e.currentTarget.value })}
            visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
          />
          <Group>
            <Button type="submit" disabled={form.new.length < 10}>
              {t('settings.password.set')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

export function Profile() {
  const t = useT();
  const words = useWords();
  const me = useMe();
  const { act } = useAct();
  const [name, setName] = useState(me?.user.name ?? '');
  if (!me) return null;
  const save = () =>
    act({ run: () => request('PATCH', '/me', { json: { name: name.trim() } }), done: t('saved'), renew: [['me']] });
  return (
    <>
      <Stack gap="sm" maw={360}>
        <TextInput
          label={t('name')}
          autoComplete="name"
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
        />
        <Group>
          <ActButton onAct={save} disabled={!name.trim() || name.trim() === me.user.name}>
            {t('save')}
          </ActButton>
        </Group>
      </Stack>
      <Section title={t('settings.account')}>
        <Facts
          of={[
            [t('email'), me.user.email],
            [words('field', 'roles'), me.member.roles.map((r) => words('enum', r)).join(', ') || '–'],
            [t('settings.workspace'), me.workspace.name],
          ]}
        />
        <Text size="sm" c="dimmed" mt="xs">
          {t('settings.roles.who')}
        </Text>
      </Section>
      <Password />
    </>
  );
}
