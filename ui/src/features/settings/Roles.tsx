// Who may do what: roles across, permissions down.
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useT, useWords } from '../../i18n';
import { Await } from '../../kit/States';
import { useMe } from '../../kit/session';
import { type Matrix, matrixQuery } from './queries';
import css from './settings.module.css';

/** Names of one kind follow one pattern (`evidence_update_all`); the others have their own message. */
export function permissionName(
  p: Matrix['permissions'][number],
  words: (kind: string, name: string) => string,
): string {
  const verb = p.name.startsWith(`${p.group}_`) ? p.name.slice(p.group.length + 1) : '';
  return verb ? `${words('group', p.group)}: ${words('verb', verb)}` : words('permission', p.name);
}

function MatrixTable({ matrix }: { matrix: Matrix }) {
  const t = useT();
  const words = useWords();
  const me = useMe();
  const groups = [...new Set(matrix.permissions.map((p) => p.group))];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keys
    <section className={css.matrix} tabIndex={0} aria-label={t('settings.roles')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('roles.permission')}</th>
            {matrix.roles.map((r) => (
              <th key={r.name} scope="col" data-mine={me?.member.roles.includes(r.name) || undefined}>
                {r.label}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map((g) => (
          <tbody key={g}>
            {matrix.permissions
              .filter((p) => p.group === g && matrix.roles.some((r) => r.permissions.includes(p.name)))
              .map((p) => (
                <tr key={p.name}>
                  <th scope="row">{permissionName(p, words)}</th>
                  {matrix.roles.map((r) => {
                    const yes = r.permissions.includes(p.name);
                    return (
                      <td key={r.name} data-yes={yes || undefined}>
                        <span aria-hidden="true">{yes ? '●' : '·'}</span>
                        <span className={css.hidden}>{yes ? t('yes') : t('no')}</span>
                      </td>
                    );
                  })}
                </tr>
              ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

export function Roles() {
  const t = useT();
  const query = useQuery(matrixQuery);
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('roles.why')}
      </Text>
      <Await query={query}>{(matrix) => <MatrixTable matrix={matrix} />}</Await>
    </>
  );
}
