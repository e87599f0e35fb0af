// Accepting an invitation: name, mail, password.
import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api, workspace } from '../../api/client';
import { problemOf } from '../../api/errors';
import { useT } from '../../i18n';
import { useProblemText } from '../../kit/problemText';
import { useView } from '../../kit/useView';
import { Door } from './Door';

export function Join() {
  const t = useT();
  const words = useProblemText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { view } = useView();
  const [form, setForm] = useState({ name: '', email: '', password: '' });
  const join = useMutation({
    mutationFn: () => api.post('/invitations/accept', { token: view.token, ...form }),
    onSuccess: () => {
      workspace.clear();
      client.clear();
      void navigate({ to: '/today', replace: true });
    },
  });
  const problem = join.error ? problemOf(join.error) : null;
  const errorOf = (field: string) => problem?.errors.find((e) => e.field === field)?.message;
  const submit = (e: FormEvent) => {
    e.preventDefault();
    join.mutate();
  };
  const set = (field: keyof typeof form) => (e: { currentTarget: { value: string } }) =>
    setForm({ ...form, [field]: e.currentTarget.value });
  return (
    <Door title={t('join')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={t('name')}
            required
            autoComplete="name"
            value={form.name}
            onChange={set('name')}
            error={errorOf('name')}
          />
          <TextInput
            label={t('email')}
            type="email"
            required
            autoComplete="username"
            value={form.email}
            onChange={set('email')}
            error={errorOf('email')}
          />
          <PasswordInput
            label={t('password')}
            description={t('password.rule')}
            required
            minLength={10}
            autoComplete="new-password"
            value={form.password}
            onChange={set('password')}
            error={errorOf('password')}
            visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
          />
          {problem && problem.errors.length === 0 ? (
            <Text role="alert" c="var(--es-bad)">
              {words(problem)}
            </Text>
          ) : null}
          <Button type="submit" loading={join.isPending}>
            {t('join.do')}
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
