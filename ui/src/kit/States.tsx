// The four states every region has: loading (after 150 ms), failed (with retry and request id), empty, nothing found.
import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode, useEffect, useState } from 'react';
import { problemOf } from '../api/errors';
import { useT } from '../i18n';
import css from './kit.module.css';
import { useProblemText } from './problemText';

const patience = 150;

/** Grey lines in the shape of what comes, after a moment. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const t = useT();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(true), patience);
    return () => window.clearTimeout(timer);
  }, []);
  return (
    <Stack gap="sm" p="md" aria-busy="true" role="status" aria-label={t('loading')}>
      {late
        ? Array.from({ length: rows }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: grey lines are all alike
            <Skeleton key={`line${i}`} height={20} width={`${90 - ((i * 17) % 40)}%`} />
          ))
        : null}
    </Stack>
  );
}

export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useT();
  const problem = problemOf(error);
  const words = useProblemText();
  const title =
    problem.status === 404 ? t('error.notHere') : problem.status === 403 ? t('error.notYours') : t('error.title');
  return (
    <div className={css.failed} role="alert">
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text>{words(problem)}</Text>
      <Group gap="sm" mt="sm">
        {retry ? (
          <Button size="xs" variant="default" onClick={retry}>
            {t('retry')}
          </Button>
        ) : null}
        {problem.request_id ? (
          <Text size="xs" c="dimmed">
            {t('error.request', { id: problem.request_id })}
          </Text>
        ) : null}
      </Group>
    </div>
  );
}

export function Empty({ title, why, children }: { title: string; why?: string; children?: ReactNode }) {
  return (
    <div className={css.empty}>
      <Text fw={600}>{title}</Text>
      {why ? (
        <Text size="sm" c="dimmed" maw={480}>
          {why}
        </Text>
      ) : null}
      {children ? (
        <Group gap="sm" mt="sm" justify="center">
          {children}
        </Group>
      ) : null}
    </div>
  );
}

type QueryLike<T> = { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown };

/** Shows what a query has: its data, its failure, or that it is on the way. */
export function Await<T>({
  query,
  rows,
  children,
}: {
  query: QueryLike<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Loading rows={rows} />;
}

/** A failure in one region leaves the others alone. */
export class Region extends Component<{ children: ReactNode; name: string }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error) return <Failed error={this.state.error} retry={() => this.setState({ error: null })} />;
    return this.props.children;
  }
}
