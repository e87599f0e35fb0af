#!/usr/bin/env python3
"""Every SQL statement that stands in the source as constant text: it names workspace_id when it touches a table that has
one, and both stores can prepare it.

  tests/db/statements.py [--list]

A statement that is meant for all workspaces says so: a comment with the words "all workspaces" stands in the lines above
it. Statements with %s are made for one table by the engine: they are checked for workspace_id only (test_model_lists runs
what comes of them). One that is for one store only is prepared there. The last line is "N passed, N failed".
"""
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'api'))
from lib.server import ROOT, Postgres  # noqa: E402

BINARY = ROOT / 'build/earshot'
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[A-Za-z_]\w*|\S', re.S)
START = re.compile(r'^(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\s')
TABLE = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"?([a-z_]+)"?')
# What only one of the stores has, by the words that tell.
SQLITE_ONLY = ('search_fts', 'sqlite_master', 'pragma_', 'temp.', 'total_changes()')
POSTGRES_ONLY = ('pg_', 'EXTRACT(', '@@', 'TSVECTOR', 'TSQUERY', 'information_schema', 'SKIP LOCKED', 'FOR UPDATE', 'current_schema')
QUEUE = ('job',)  # one queue for all workspaces (docs/ARCHITECTURE.md)


def unquote(literal):
    return literal[1:-1].encode().decode('unicode_escape', errors='replace').encode('latin-1', 'replace').decode('utf-8', 'replace')


LITERAL = r'"(?:\\.|[^"\\])*"'
DEFINE = re.compile(r'^#define (\w+)((?:.*\\\n)*.*)', re.M)


def macros(text):
    """Macros that stand for one text."""
    found = {}
    for name, body in DEFINE.findall(text):
        body = body.replace('\\\n', ' ').strip()
        parts = re.findall(LITERAL + r'|\w+', body)
        if parts and re.fullmatch(rf'(?:(?:{LITERAL}|\w+)\s*)+', body) and all(p[0] == '"' or p in found for p in parts):
            found[name] = ''.join(unquote(p) if p[0] == '"' else found[p] for p in parts)
    return found


def statements(path):
    """(line, text, excused, whole) of each run of string literals that begins as a statement. Not whole: more is put to it
    when the program runs, or it is a macro's that is not known here."""
    text = path.read_text(encoding='utf-8')
    names = macros(text)
    text = DEFINE.sub(lambda m: '\n' * m[0].count('\n'), text)
    run, line, excused_until, built = None, 0, -1, False
    last, calls = '', []
    for token in TOKEN.finditer(text):
        word = token.group()
        at = text.count('\n', 0, token.start()) + 1
        if word.startswith(('/*', '//')):
            if 'all workspaces' in ' '.join(word.replace('*', ' ').split()):
                excused_until = at + word.count('\n') + 8
            continue
        if word[0] == '"' or word in names:
            if run is None:
                run, line = '', at
                built = last not in ('(', ',', '=', '{', '?', ':', 'return') or any(c.startswith('buf_') for c in calls[-1:])
            run += unquote(word) if word[0] == '"' else names[word]
        else:
            if run is not None and START.match(run):
                yield line, run, line <= excused_until, not built and not re.match(r'\w', word)
            run = None
            if word == '(':
                calls.append(last)
            elif word == ')' and calls:
                calls.pop()
        last = word


def workspace_tables():
    sql = subprocess.run([str(BINARY), 'schema', '--sql', 'sqlite'], stdout=subprocess.PIPE, text=True, check=True, timeout=30).stdout
    return {m[1] for m in re.finditer(r'^CREATE TABLE "?(\w+)"? \((.*)$', sql, re.M) if 'workspace_id' in m[2]} - set(QUEUE)


class Stores:
    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix='earshot-sql.')
        subprocess.run([str(BINARY), 'init', '--data', self.dir], stdout=subprocess.DEVNULL, check=True, timeout=60)
        self.sqlite = sqlite3.connect(os.path.join(self.dir, 'earshot.db'))
        self.sqlite.execute('CREATE VIRTUAL TABLE temp.search_terms USING fts5vocab(main, search_fts, instance)')  # verify makes it
        try:
            self.postgres = Postgres()
            url = self.postgres.fresh(f'statements_{os.getpid()}')
            subprocess.run([str(BINARY), 'migrate', '--data', self.dir, '--db', url], stdout=subprocess.DEVNULL, check=True, timeout=60)
            self.url = url
        except RuntimeError as e:
            print(f'*** SKIPPED on PostgreSQL: {e} ***')
            self.url = None

    def prepare_sqlite(self, sql):
        numbers = {int(n) for n in re.findall(r'\?(\d+)', sql)}
        try:
            self.sqlite.execute('EXPLAIN ' + sql, [None] * max(numbers, default=0)).fetchall()
        except sqlite3.Error as e:
            return str(e)
        return None

    def prepare_postgres(self, all_sql):
        """Errors by index; one connection for all."""
        script = []
        for i, sql in enumerate(all_sql):
            dollars = re.sub(r'\?(\d+)', r'$\1', sql)
            script.append(f'\\echo @{i}\nPREPARE s{i} AS {dollars};')
        done = subprocess.run(['psql', '-X', '-q', '-d', self.url], input='\n'.join(script), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=120)
        errors, current = {}, None
        for text in done.stdout.splitlines():
            if text.startswith('@'):
                current = int(text[1:])
            elif 'ERROR' in text and current is not None:
                errors[current] = text
        return errors

    def close(self):
        shutil.rmtree(self.dir, ignore_errors=True)


def main():
    tables, found = workspace_tables(), []
    for path in sorted((ROOT / 'src').rglob('*.c')):
        found += [(path.relative_to(ROOT), *s) for s in statements(path)]
    if '--list' in sys.argv:
        for path, line, sql, excused, whole in found:
            print(f'{path}:{line}: {"(all workspaces) " if excused else ""}{"" if whole else "(part) "}{sql}')
        return 0
    bad = []
    for path, line, sql, excused, whole in found:
        touched = set(TABLE.findall(sql)) & tables
        if whole and touched and 'workspace_id' not in sql and not excused:
            bad.append(f'{path}:{line}: names {", ".join(sorted(touched))} without workspace_id: {sql}')
    stores = Stores()
    constant = [(path, line, sql) for path, line, sql, _, whole in found if whole and '%' not in sql.replace("'%'", '')]
    for path, line, sql in constant:
        if not any(w in sql for w in POSTGRES_ONLY):
            error = stores.prepare_sqlite(sql)
            if error:
                bad.append(f'{path}:{line}: SQLite: {error}: {sql}')
    if stores.url:
        both = [c for c in constant if not any(w in c[2] for w in SQLITE_ONLY)]
        for i, error in stores.prepare_postgres([c[2] for c in both]).items():
            bad.append(f'{both[i][0]}:{both[i][1]}: PostgreSQL: {error}: {both[i][2]}')
    stores.close()
    for line in bad:
        print(f'not ok {line}')
    if len(found) < 100:
        bad.append('too few statements found')
        print(f'not ok only {len(found)} statements were found: the search is broken')
    print(f'{len(found)} statements, {len(constant)} prepared')
    print(f'{len(found) - len(bad)} passed, {len(bad)} failed')
    return bad != []


if __name__ == '__main__':
    sys.exit(main())
