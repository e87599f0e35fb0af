// Signing in by the printed link (its token stands in the fragment and is spent by POST) or by mail and password.
import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { api, workspace } from '../../api/client';
import { problemOf } from '../../api/errors';
import { useT } from '../../i18n';
import { useProblemText } from '../../kit/problemText';
import { useView } from '../../kit/useView';
import { Door } from './Door';

function useEnter() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { view } = useView();
  return () => {
    workspace.clear();
    client.clear();
    const back = view.to?.startsWith('/') && !view.to.startsWith('/signin') ? view.to : '/today';
    void navigate({
      to: back.split('?')[0] ?? '/today',
      search: Object.fromEntries(new URLSearchParams(back.split('?')[1] ?? '')),
      replace: true,
    });
  };
}

function Refused({ error }: { error: unknown }) {
  const words = useProblemText();
  if (!error) return null;
  return (
    <Text role="alert" c="var(--es-bad)">
      {words(problemOf(error))}
    </Text>
  );
}

function LinkSignIn({ token }: { token: string }) {
  const t = useT();
  const enter = useEnter();
  const spend = useMutation({ mutationFn: () => api.post('/sessions/link', { token }), onSuccess: enter });
  return (
    <>
      <Text>{t('signin.link')}</Text>
      <Refused error={spend.error} />
      <Button onClick={() => spend.mutate()} loading={spend.isPending} data-autofocus>
        {t('signin.enter')}
      </Button>
    </>
  );
}

function PasswordSignIn() {
  const t = useT();
  const enter = useEnter();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const first = useRef<HTMLInputElement>(null);
  const signIn = useMutation({
    mutationFn: () => api.post('/sessions', { email, password }),
    onSuccess: enter,
    onError: () => first.current?.focus(),
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    signIn.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          ref={first}
          label={t('email')}
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(e) => setEmail(e.currentTarget.value)}
        />
        <PasswordInput
          label={t('password')}
          autoComplete="current-password"
          required
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
        />
        <Refused error={signIn.error} />
        <Button type="submit" loading={signIn.isPending}>
          {t('signin')}
        </Button>
        <Text size="sm" c="dimmed">
          {t('signin.lost')}
        </Text>
      </Stack>
    </form>
  );
}

export function SignIn() {
  const t = useT();
  const { view } = useView();
  return <Door title={t('signin')}>{view.token ? <LinkSignIn token={view.token} /> : <PasswordSignIn />}</Door>;
}
