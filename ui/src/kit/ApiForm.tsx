// A form made from the field table: type, limits, choices and what is required come from the server's own description.
// Refused fields show the server's words and the first one gets the focus. Drafts survive a reload.
import {
  Button,
  Checkbox,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { problemOf } from '../api/errors';
import { type Field, resource, stringOf } from '../api/types';
import { useT, useWords } from '../i18n';
import { RefSelect } from './RefSelect';

export type FormValues = Record<string, unknown>;

type FieldInputProps = {
  name: string;
  field: Field;
  value: unknown;
  onChange: (v: unknown) => void;
  error?: string;
  label: string;
};

const isStrings = (v: unknown): v is string[] => Array.isArray(v) && v.every((x) => typeof x === 'string');

function isLong(name: string, field: Field): boolean {
  return (
    field.type === 'text' &&
    ((field.max ?? 0) > 300 ||
      /^(definition|need|request|claim|reason|body|rule|vision|note|verbatim|text)$/.test(name))
  );
}

function FieldInput({ name, field, value, onChange, error, label }: FieldInputProps) {
  const words = useWords();
  const common = { name, label, error, withAsterisk: field.required, description: field.doc || undefined };
  const choices = (field.values ?? []).map((v) => ({ value: v, label: words('enum', v) }));
  if (field.type === 'ref' && field.ref) {
    return (
      <RefSelect
        of={field.ref}
        label={label}
        value={stringOf(value) || null}
        onChange={onChange}
        required={field.required}
        error={error}
      />
    );
  }
  if (field.type === 'enum') {
    return (
      <Select
        {...common}
        data={choices}
        value={stringOf(value) || null}
        onChange={onChange}
        clearable={!field.required}
      />
    );
  }
  if (field.type === 'enum_list')
    return <MultiSelect {...common} data={choices} value={isStrings(value) ? value : []} onChange={onChange} />;
  if (field.type === 'bool')
    return (
      <Checkbox
        name={name}
        label={label}
        description={common.description}
        checked={value === true}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
    );
  if (field.type === 'integer' || field.type === 'number') {
    return (
      <NumberInput
        {...common}
        value={typeof value === 'number' ? value : ''}
        onChange={(v) => onChange(v === '' ? null : Number(v))}
        min={field.min}
        max={field.max}
        allowDecimal={field.type === 'number'}
        hideControls
      />
    );
  }
  if (field.type === 'text_list') {
    return (
      <Textarea
        {...common}
        autosize
        minRows={2}
        value={isStrings(value) ? value.join('\n') : ''}
        onChange={(e) => onChange(e.currentTarget.value.split('\n').filter(Boolean))}
      />
    );
  }
  const text = {
    ...common,
    value: stringOf(value),
    maxLength: field.type === 'text' && field.max ? field.max : undefined,
  };
  if (isLong(name, field))
    return <Textarea {...text} autosize minRows={2} maxRows={12} onChange={(e) => onChange(e.currentTarget.value)} />;
  const type =
    field.type === 'date'
      ? 'date'
      : field.type === 'time'
        ? 'datetime-local'
        : field.type === 'email'
          ? 'email'
          : field.type === 'url'
            ? 'url'
            : 'text';
  return <TextInput {...text} type={type} onChange={(e) => onChange(e.currentTarget.value)} />;
}

/** Fields a person may write, required ones first. */
export function writable(name: string, creating: boolean): string[] {
  const fields = Object.entries(resource(name).fields).filter(
    ([key, f]) => f.type !== 'json' && f.system !== true && key !== 'state' && (creating || !f.fixed),
  );
  return [...fields.filter(([, f]) => f.required), ...fields.filter(([, f]) => !f.required)].map(([key]) => key);
}

function readDraft(key: string | undefined): FormValues {
  if (!key) return {};
  try {
    const draft: FormValues = JSON.parse(sessionStorage.getItem(key) ?? '{}');
    return draft;
  } catch {
    return {};
  }
}

/** What a date-time input gives, as the API wants it. */
function toWire(fields: Readonly<Record<string, Field>>, values: FormValues): FormValues {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      if (value === '') return [key, null];
      const local = fields[key]?.type === 'time' && typeof value === 'string' && /T\d\d:\d\d$/.test(value);
      return [key, local ? new Date(value).toISOString() : value];
    }),
  );
}

type ApiFormProps = {
  of: string;
  only?: string[];
  start?: FormValues;
  draft?: string;
  submit: string;
  onSubmit: (values: FormValues) => Promise<boolean>;
  children?: ReactNode;
};

export function ApiForm({ of, only, start = {}, draft, submit, onSubmit, children }: ApiFormProps) {
  const t = useT();
  const words = useWords();
  const fields = resource(of).fields;
  const names = only ?? writable(of, true);
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState<FormValues>(() => ({ ...start, ...readDraft(draft) }));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const change = (name: string, value: unknown) => {
    const next = { ...values, [name]: value };
    setValues(next);
    if (draft) sessionStorage.setItem(draft, JSON.stringify(next));
  };
  const focus = (name: string | undefined) => form.current?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();
  const send = async (e: FormEvent) => {
    e.preventDefault();
    const missing = names.filter(
      (n) => fields[n]?.required && (values[n] === undefined || values[n] === null || values[n] === ''),
    );
    setErrors(Object.fromEntries(missing.map((n) => [n, t('form.required')])));
    if (missing.length > 0) return focus(missing[0]);
    setBusy(true);
    try {
      if ((await onSubmit(toWire(fields, values))) && draft) sessionStorage.removeItem(draft);
    } catch (error) {
      const problem = problemOf(error);
      setErrors({
        ...Object.fromEntries(problem.errors.map((x) => [x.field, x.message])),
        '': problem.errors.length ? '' : problem.detail || problem.title,
      });
      focus(problem.errors[0]?.field);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form ref={form} onSubmit={(e) => void send(e)} noValidate>
      <Stack gap="sm">
        {names.map((name) => {
          const field = fields[name];
          return field ? (
            <FieldInput
              key={name}
              name={name}
              field={field}
              label={words('field', name)}
              value={values[name]}
              onChange={(v) => change(name, v)}
              error={errors[name]}
            />
          ) : null;
        })}
        {errors[''] ? (
          <Text role="alert" c="var(--es-bad)" size="sm">
            {errors['']}
          </Text>
        ) : null}
        <Group>
          <Button type="submit" loading={busy}>
            {submit}
          </Button>
          {children}
        </Group>
      </Stack>
    </form>
  );
}
