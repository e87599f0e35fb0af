#!/usr/bin/env python3
"""What goes wrong outside Earshot: each gives a clear error that names cause and remedy, and others are still served.

  tests/db/faults.py [NAME ...]

A full disk and a read-only one are real file systems in memory; without the right to mount they are skipped, loudly.
The last line is "N passed, N failed".
"""
import contextlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'api'))
from lib.server import ROOT, Postgres, Server  # noqa: E402

BINARY = ROOT / 'build/earshot'


class Skipped(Exception):
    pass


class Broken(Exception):
    pass


def check(truth, what):
    if not truth:
        raise Broken(what)


class Client:
    def __init__(self, server):
        self.server = server
        code, out, err = server.cli('token', 'create', '--name', 'faults')
        check(code == 0, f'token: {err}')
        self.token = out.decode().split()[-1]
        self.n = 0

    def call(self, method, path, body=None, headers=None):
        headers = {'Authorization': f'Bearer {self.token}', 'Content-Type': 'application/json', **(headers or {})}
        return self.server.call(method, '/api/v1' + path, headers=headers, body=json.dumps(body).encode() if body is not None else None)

    def create(self, size=100):
        self.n += 1
        return self.call('POST', '/insights', {'claim': f'claim {self.n} ' + 'word ' * (size // 5)})

    def count(self):
        reply = self.call('GET', '/insights?limit=200')
        check(reply.status == 200, f'list: {reply.status} {reply.text()[:200]}')
        return len(reply.json()['data'])


@contextlib.contextmanager
def served(url='', env=None, data=None):
    server = Server(BINARY, url, env=env)
    if data:
        server.data = data
    faults = server.env.pop('EARSHOT_FAULT', None)
    code, out, err = server.cli('init')
    check(code == 0, f'init: {err}')
    try:
        client = Client(server)
        if faults:
            server.env['EARSHOT_FAULT'] = faults
        server.start()
        yield server, client
    finally:
        server.stop()
        shutil.rmtree(server.dir, ignore_errors=True)


@contextlib.contextmanager
def small_disk(size):
    where = tempfile.mkdtemp(prefix='earshot-disk.')
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={size}', 'tmpfs', where], stderr=subprocess.DEVNULL).returncode != 0:
        os.rmdir(where)
        raise Skipped('no right to mount a small file system')
    try:
        yield where
    finally:
        subprocess.run(['umount', '-l', where], check=False)
        os.rmdir(where)


def problem(reply, status, code):
    check(reply.status == status, f'{reply.status} instead of {status}: {reply.text()[:300]}')
    body = reply.json()
    check(body.get('code') == code, f'code {body.get("code")} instead of {code}')
    return body


def verified(server):
    code, out, err = server.cli('verify')
    check(code == 0, f'verify: {(out + err).decode()[-800:]}')


def full_disk():
    """Writes are refused as disk_full, reads go on; with room again writes go on; nothing acknowledged is lost."""
    with small_disk('6m') as disk, served(data=os.path.join(disk, 'data')) as (server, client):
        made = 0
        for _ in range(3000):
            reply = client.create(1500)
            if reply.status != 201:
                break
            made += 1
        problem(reply, 503, 'disk_full')
        check(made > 0, 'nothing could be written at all')
        for _ in range(3):
            check(client.call('GET', '/insights?limit=5').status == 200, 'reads fail on a full disk')
        check(server.call('GET', '/healthz').status == 200, 'not healthy')
        subprocess.run(['mount', '-o', 'remount,size=40m', disk], check=True)
        reply = client.create(1500)
        check(reply.status == 201, f'with room again: {reply.status} {reply.text()[:300]}')
        total = sum(1 for _ in pages(client))
        check(total == made + 1, f'{made + 1} were acknowledged, {total} are there')
        verified(server)


def pages(client):
    cursor = ''
    while True:
        page = client.call('GET', f'/insights?limit=200{cursor}').json()
        yield from page['data']
        if not page['next']:
            return
        cursor = '&cursor=' + page['next']


def read_only_disk():
    """A directory that cannot be written: the start says so; a running server refuses writes and serves reads."""
    with small_disk('40m') as disk:
        data = os.path.join(disk, 'data')
        with served(data=data) as (server, client):
            check(client.create().status == 201, 'create')
            server.stop(keep=True)
            subprocess.run(['mount', '-o', 'remount,ro', disk], check=True)
            code, out, err = server.cli('import', str(ROOT / 'tests/fixtures/feedback-small.csv'), '--source', 'x')
            check(code == 73, f'import ends with {code}: {err}')
            check(b'must be writable' in err and b'earshot.db' in err, f'no cause named: {err}')
            try:
                server.start()
                raise Broken('serve started on a read-only directory')
            except RuntimeError as e:
                check('must be writable' in str(e), f'no cause named: {e}')
            subprocess.run(['mount', '-o', 'remount,rw', disk], check=True)
            server.start()
            check(client.create().status == 201, 'create after the directory can be written again')
            verified(server)


def second_server():
    with served() as (server, client):
        code, out, err = server.cli('serve', '--port', '0')
        check(code == 75, f'the second server ends with {code}')
        check(b'another server' in err and b'--data' in err, f'no cause or remedy: {err}')
        check(client.create().status == 201, 'the first one is disturbed')


def command_beside_a_server():
    """Commands write while the server does; each sees what the other wrote."""
    with served() as (server, client):
        stop = threading.Event()
        bad = []

        def load():
            while not stop.is_set():
                reply = client.create()
                if reply.status != 201:
                    bad.append(reply.text()[:200])

        thread = threading.Thread(target=load)
        thread.start()
        code, out, err = server.cli('import', str(ROOT / 'tests/fixtures/feedback-small.csv'), '--source', 'CSV', '--json')
        stop.set()
        thread.join()
        check(code == 0, f'import beside the server: {code} {err.decode()[-300:]}')
        check(not bad, f'the server refused {len(bad)} writes: {bad[:1]}')
        seen = client.call('GET', '/evidence?limit=200').json()['data']
        check(len(seen) == json.loads(out)['created'], 'the server does not see what the command wrote')
        verified(server)


def failing_commit():
    """One commit fails: its request gets 503 and leaves nothing; the next ones are served."""
    with served(env={'EARSHOT_FAULT': 'db.commit:6'}) as (server, client):
        replies = [client.create() for _ in range(12)]
        bad = [r for r in replies if r.status != 201]
        check(len(bad) <= 1, f'{len(bad)} failed')
        if bad:
            problem(bad[0], 503, 'io')
        check(client.count() == 12 - len(bad), 'what is there is not what was acknowledged')
        verified(server)


def newer_database():
    with served() as (server, client):
        server.stop(keep=True)
        store = sqlite3.connect(os.path.join(server.data, 'earshot.db'))
        store.execute('INSERT INTO schema_version VALUES (99, 99, 0)')
        store.commit()
        store.close()
        code, out, err = server.cli('search', 'x')
        check(code == 78, f'ends with {code}')
        check(b'newer Earshot' in err, f'no remedy: {err}')


def damaged_file():
    with served() as (server, client):
        check(client.create().status == 201, 'create')
        server.stop(keep=True)
        with open(os.path.join(server.data, 'earshot.db'), 'r+b') as f:
            f.write(b'this is no database at all' * 10)
        code, out, err = server.cli('verify')
        check(code == 70, f'ends with {code}: {err}')
        check(b'Traceback' not in err and len(err) > 10, f'no cause: {err}')


def lost_postgres():
    """The server goes away and comes back: 503 with Retry-After meanwhile, then all goes on without a restart."""
    postgres = Postgres()
    if os.environ.get('EARSHOT_TEST_PG'):
        raise Skipped('the PostgreSQL is shared with other tests')
    with served(postgres.fresh(f'faults_{os.getpid()}')) as (server, client):
        acknowledged = sum(client.create().status == 201 for _ in range(5))
        check(acknowledged == 5, 'create')
        restart = subprocess.Popen([str(ROOT / 'tests/db/pg'), 'restart', postgres.url], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        refused = 0
        while restart.poll() is None:
            reply = client.create()
            acknowledged += reply.status == 201
            if reply.status != 201:
                problem(reply, 503, 'unavailable')
                check(reply.header('Retry-After'), '503 without Retry-After')
                refused += 1
            time.sleep(.02)
        for _ in range(100):
            reply = client.create()
            if reply.status == 201:
                break
            time.sleep(.1)
        check(reply.status == 201, f'does not heal: {reply.text()[:300]}')
        acknowledged += 1
        total = client.count()
        # a commit whose answer was lost may have taken place: never fewer, at most one more for each refusal
        check(acknowledged <= total <= acknowledged + refused, f'{acknowledged} acknowledged, {refused} refused, {total} there')
        verified(server)


TESTS = (full_disk, read_only_disk, second_server, command_beside_a_server, failing_commit, newer_database, damaged_file, lost_postgres)


def main():
    passed = failed = 0
    for test in TESTS:
        if len(sys.argv) > 1 and test.__name__ not in sys.argv[1:]:
            continue
        try:
            test()
            print(f'ok {test.__name__}')
            passed += 1
        except Skipped as e:
            print(f'*** SKIPPED {test.__name__}: {e} ***')
        except (Broken, RuntimeError, OSError, subprocess.SubprocessError) as e:
            print(f'not ok {test.__name__}: {e}')
            failed += 1
        sys.stdout.flush()
    print(f'{passed} passed, {failed} failed')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
