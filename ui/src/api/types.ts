// Row types derived from the generated field tables: a renamed or removed field fails to compile where it is used.
import { resources } from './fields.gen';

export type ResourceName = keyof typeof resources;

/** One field as the tables describe it, widened for code that walks all of them. */
export type Field = {
  readonly type: string;
  readonly ref?: string;
  readonly values?: readonly string[];
  readonly required?: boolean;
  readonly fixed?: boolean;
  /** Written by the program, refused from requests. */
  readonly system?: boolean;
  readonly filter?: boolean;
  readonly sort?: boolean;
  readonly searched?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly visibility?: string;
  readonly doc?: string;
};

export type Resource = {
  readonly path: string;
  readonly prefix: string;
  readonly numbered: boolean;
  readonly label: string;
  /** Permissions of its kind are `<group>_create`, `<group>_update`. */
  readonly group?: string;
  readonly creatable?: boolean;
  readonly searched?: boolean;
  readonly doc: string;
  readonly states: readonly string[];
  readonly moves: readonly { readonly from: string; readonly to: string; readonly permission: string }[];
  readonly fields: Readonly<Record<string, Field>>;
};

export type Base = {
  id: string;
  rev: number;
  number?: string | null;
  state?: string | null;
  created_at: string;
  created_by: string | null;
  created_by_label?: string | null;
  updated_at: string;
  archived_at: string | null;
  merged_into: string | null;
  custom?: Record<string, unknown>;
  can?: string[];
};

/** Any resource's row: known parts typed, fields as unknown. */
export type AnyRow = Base & { [field: string]: unknown };

type Value<F> = F extends { values: readonly (infer V)[]; type: 'enum' }
  ? V
  : F extends { values: readonly (infer V)[]; type: 'enum_list' }
    ? V[]
    : F extends { type: 'integer' | 'number' }
      ? number
      : F extends { type: 'bool' }
        ? boolean
        : F extends { type: 'text_list' }
          ? string[]
          : F extends { type: 'json' }
            ? Record<string, unknown>
            : string;

type Fields<R extends ResourceName> = (typeof resources)[R]['fields'];
type Labels<K> = K extends `${infer N}_id` ? `${N}_label` : K extends string ? `${K}_label` : never;
type Refs<F> = { [K in keyof F]: F[K] extends { type: 'ref' } ? K : never }[keyof F];

export type Row<R extends ResourceName> = Base & { [K in keyof Fields<R>]: Value<Fields<R>[K]> | null } & {
  [K in Refs<Fields<R>> as Labels<K>]?: string | null;
};

export type List<T> = { data: T[]; next: string | null; total?: number };

const table: Readonly<Record<string, Resource>> = resources;

export const resourceNames: readonly string[] = Object.keys(table);

/** The description of a resource by its name (`roadmap_item`). */
export function resource(name: string): Resource {
  const found = table[name];
  if (!found) throw new Error(`no resource ${name}`);
  return found;
}

/** The name of the resource served under a path (`roadmap-items`), or null. */
export function nameOfPath(path: string): string | null {
  return resourceNames.find((name) => table[name]?.path === path) ?? null;
}

/** The resource an id (`op_03k...`) or a number (`O-7`, `o7`) belongs to, or null. */
export function nameOfId(id: string): string | null {
  const prefix = /^([a-z]{2})_/.exec(id)?.[1];
  if (prefix) return resourceNames.find((name) => table[name]?.prefix === prefix) ?? null;
  const letter = /^([a-z])-?\d+$/i.exec(id)?.[1]?.toUpperCase();
  return (letter && numberLetters[letter]) || null;
}

const numberLetters: Readonly<Record<string, string>> = {
  T: 'theme',
  I: 'insight',
  O: 'opportunity',
  D: 'decision',
  G: 'goal',
  R: 'roadmap_item',
  A: 'answer',
  W: 'answer',
  V: 'saved_view',
};

/** The field of a row that holds the id of another object reads better under its label. */
export function labelKey(field: string): string {
  return field.endsWith('_id') ? `${field.slice(0, -3)}_label` : `${field}_label`;
}

export const stringOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

/** What an object is called: its label field, else its number or id. */
export function labelOf(name: string, row: AnyRow): string {
  const own = stringOf(row[resource(name).label]);
  return (
    own ||
    stringOf(row.label) ||
    stringOf(row.title) ||
    stringOf(row.verbatim).slice(0, 120) ||
    stringOf(row.number) ||
    row.id
  );
}
