// The three consents of a contact, each changed on its own and undoable.
import { Select } from '@mantine/core';
import { type AnyRow, stringOf } from '../api/types';
import { useT, useWords } from '../i18n';
import css from './kit.module.css';
import { rowCan } from './session';
import { usePatch } from './usePatch';

const kinds = ['consent_contact', 'consent_quote', 'consent_store'];

export function Consent({ contact }: { contact: AnyRow }) {
  const t = useT();
  const words = useWords();
  const patch = usePatch('contact');
  const may = rowCan(contact, 'update') && !contact.archived_at;
  const choices = ['yes', 'no', 'unknown'].map((v) => ({ value: v, label: words('permit', v) }));
  const notes = [
    contact.unsubscribed_at ? t('consent.unsubscribed') : '',
    contact.reachable === false ? t('consent.unreachable') : '',
  ].filter(Boolean);
  return (
    <div>
      <div className={css.consents}>
        {kinds.map((kind) => (
          <Select
            key={kind}
            size="xs"
            label={words('may', kind)}
            data={choices}
            value={stringOf(contact[kind]) || 'unknown'}
            onChange={(v) => void patch.mutateAsync({ id: contact.id, set: { [kind]: v } }).catch(() => null)}
            allowDeselect={false}
            disabled={!may}
          />
        ))}
      </div>
      {notes.map((n) => (
        <p key={n} className={css.note}>
          {n}
        </p>
      ))}
    </div>
  );
}
