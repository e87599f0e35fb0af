// A contact: consent, status link, everything they said and what became of it.
import { Stack, Text } from '@mantine/core';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { Obj } from '../../kit/Chips';
import { Consent } from '../../kit/Consent';
import { ObjectPage } from '../../kit/ObjectPage';
import { Section } from '../../kit/Page';
import { StatusLink } from '../../kit/StatusLink';
import { useParam } from '../../kit/useParam';
import { TimelineView } from './TimelineView';

function Side({ row }: { row: AnyRow }) {
  const t = useT();
  return (
    <>
      <Section title={t('resource.account')}>
        {typeof row.account_id === 'string' ? (
          <Obj id={row.account_id} label={stringOf(row.account_label)} />
        ) : (
          <Text size="sm" c="dimmed">
            {t('people.noAccount')}
          </Text>
        )}
      </Section>
      <Section title={t('people.consent')}>
        <Stack gap="sm">
          <Consent contact={row} />
          <div>
            <StatusLink contact={row.id} />
          </div>
        </Stack>
      </Section>
    </>
  );
}

export function ContactPage() {
  const t = useT();
  const id = useParam('id');
  return (
    <ObjectPage
      key={id}
      of="contact"
      id={id}
      title={(row) => stringOf(row.name) || stringOf(row.email) || t('people.unnamed')}
      main={(row) => <TimelineView path="contacts" id={row.id} />}
      side={(row) => <Side row={row} />}
      skip={['consent_store', 'consent_contact', 'consent_quote', 'account_id', 'unsubscribed_at']}
    />
  );
}
