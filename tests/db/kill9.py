#!/usr/bin/env python3
"""kill -9, over and over: nothing acknowledged is lost, nothing half-done stays.

  tests/db/kill9.py [--kills N] [--seed S] [--only serve|import|job] [--store sqlite|postgres]

serve    clients create and change items without pause; the server is killed at a random moment, or exactly before or
         after a commit (EARSHOT_FAULT). After each restart everything that was answered is there, as it was answered.
import   `earshot import` of a file is killed and run again until it ends by itself: each row is there once.
job      imports run as jobs of the server, which is killed; the last start finishes them all.

`earshot verify` must pass in between and at the end. The last line is "N passed, N failed".
"""
import argparse
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'api'))
from lib.server import ROOT, Postgres, Server  # noqa: E402

BINARY = ROOT / 'build/earshot'
CLIENTS = 4
VERIFY_EACH = 10
POINTS = ('db.commit', 'db.committed', 'db.exec')


class Broken(Exception):
    pass


def verify(server):
    code, out, err = server.cli('verify')
    if code != 0:
        raise Broken(f'verify: {(out + err).decode()[-1500:]}')


class Client(threading.Thread):
    """Creates items and changes some of them until the server dies; keeps what it was told."""

    def __init__(self, harness, number):
        super().__init__(daemon=True)
        self.harness, self.number = harness, number
        self.created, self.changed, self.wrong = {}, {}, None

    def run(self):
        connection = http.client.HTTPConnection('127.0.0.1', self.harness.server.port, timeout=10)
        try:
            for i in range(100000):
                self.step(connection, f'{self.harness.round}.{self.number}.{i}', i)
        except (OSError, http.client.HTTPException):
            pass
        except Broken as e:
            self.wrong = e
        finally:
            connection.close()

    def send(self, connection, method, path, body, headers=None):
        connection.request(method, '/api/v1' + path, json.dumps(body),
                           {'Content-Type': 'application/json', 'Authorization': f'Bearer {self.harness.token}', **(headers or {})})
        reply = connection.getresponse()
        data = reply.read()
        if reply.status >= 500:
            return None  # refused: nothing was promised
        if reply.status not in (200, 201):
            raise Broken(f'{method} {path}: {reply.status} {data[:300]}')
        return json.loads(data)

    def step(self, connection, name, i):
        item = self.send(connection, 'POST', '/evidence', {
            'source_id': self.harness.source, 'external_id': name, 'kind': 'verbatim', 'said_at': '2026-03-01T10:00:00Z',
            'verbatim': f'words of {name} about the slow export'})
        if item is None:
            return
        self.created[name] = item['id']
        if i % 5 == 0:
            got = self.send(connection, 'PATCH', f'/evidence/{item["id"]}', {'urgency': 'high', 'title': f'title {name}'}, {'If-Match': '"1"'})
            if got is not None:
                self.changed[name] = got['rev']


class Serve:
    """Mid-commit and mid-request."""

    def __init__(self, url, random_):
        self.random = random_
        self.server = Server(BINARY, url, env={'EARSHOT_LOG_LEVEL': 'info'})
        self.server.cli('init')
        code, out, err = self.server.cli('token', 'create', '--name', 'kill9')
        if code != 0:
            raise Broken(f'token: {err.decode()}')
        self.token = out.decode().split()[-1]
        self.round = 0
        self.items, self.changed, self.exact = {}, {}, 0
        self.server.start()
        self.source = self.call('POST', '/sources', {'name': 'Load', 'kind': 'helpdesk'})['id']
        self.server.process.kill()
        self.server.process.wait()

    def call(self, method, path, body=None):
        headers = {'Authorization': f'Bearer {self.token}', 'Content-Type': 'application/json'}
        reply = self.server.call(method, '/api/v1' + path, headers=headers, body=json.dumps(body).encode() if body else None)
        if reply.status >= 300:
            raise Broken(f'{method} {path}: {reply.status} {reply.text()[:300]}')
        return reply.json()

    def start(self):
        """With a deadly fault point half of the time."""
        if self.random.random() < .5:
            self.server.env['EARSHOT_FAULT'] = f'{self.random.choice(POINTS)}:{self.random.randrange(30, 400)}!'
        else:
            self.server.env.pop('EARSHOT_FAULT', None)
        self.server.start()

    def check(self, created, changed):
        """Each acknowledged item by its own id, as it was answered; those after the last kill."""
        for name, identity in created.items():
            item = self.call('GET', f'/evidence/{identity}')
            if item['external_id'] != name or item['verbatim'] != f'words of {name} about the slow export':
                raise Broken(f'{identity} is not what was acknowledged: {item}')
            if name in changed and (item['rev'] != changed[name] or item['title'] != f'title {name}'):
                raise Broken(f'the change of {identity} is lost: {item}')
            if (item['title'] is not None) != (item['urgency'] == 'high') or item['rev'] not in (1, 2):
                raise Broken(f'{identity} is half changed: {item}')

    def kill(self):
        self.round += 1
        # A server killed by its fault point while it starts is a kill as well.
        try:
            self.start()
        except RuntimeError:
            self.server.process.wait()
            self.exact += 1
            return
        clients = [Client(self, n) for n in range(CLIENTS)]
        for c in clients:
            c.start()
        deadline = time.monotonic() + self.random.uniform(.02, .3)
        while time.monotonic() < deadline and self.server.process.poll() is None:
            time.sleep(.005)
        self.exact += self.server.process.poll() is not None
        self.server.process.kill()
        self.server.process.wait()
        for c in clients:
            c.join()
            if c.wrong:
                raise c.wrong
        created = {k: v for c in clients for k, v in c.created.items()}
        changed = {k: v for c in clients for k, v in c.changed.items()}
        self.items.update(created)
        self.changed.update(changed)
        self.recent = (created, changed)
        if self.round % VERIFY_EACH == 0:
            self.look()

    def look(self):
        self.server.env.pop('EARSHOT_FAULT', None)
        self.server.start()
        sample = dict(self.random.sample(sorted(self.items.items()), min(len(self.items), 200)))
        self.check(sample, self.changed)
        self.check(*self.recent)
        listed, cursor = set(), ''
        while True:
            page = self.call('GET', f'/evidence?limit=200{cursor}')
            listed.update(row['external_id'] for row in page['data'])
            if not page['next']:
                break
            cursor = '&cursor=' + page['next']
        missing = set(self.items) - listed
        if missing:
            raise Broken(f'{len(missing)} acknowledged items are gone, among them {sorted(missing)[:3]}')
        self.server.process.kill()
        self.server.process.wait()
        verify(self.server)

    def finish(self):
        self.look()
        if self.round >= 50 and not self.exact:
            raise Broken('no fault point ever killed')
        return f'{len(self.items)} items acknowledged, {len(self.changed)} changes, {self.exact} killed at a commit'

    def end(self):
        self.server.stop()


def write_rows(path, first, rows):
    with open(path, 'w', encoding='utf-8') as out:
        out.write('id,text,date,company\n')
        for i in range(first, first + rows):
            out.write(f'r{i},"Row {i}: the export is slow, and it fails",2026-0{1 + i % 9}-11,Company {i % 7}\n')


class Import:
    """`earshot import`, killed and run again."""
    ROWS = 3000

    def __init__(self, url, random_):
        self.random, self.first, self.files = random_, 0, 0
        self.server = Server(BINARY, url)
        self.server.cli('init')
        self.path = os.path.join(self.server.dir, 'rows.csv')
        self.next_file()

    def next_file(self):
        self.files += 1
        write_rows(self.path, self.first, self.ROWS)
        self.first += self.ROWS

    def run(self, env=None):
        command = [str(BINARY), 'import', self.path, '--source', 'CSV', '--map', 'external_id=id', '--map', 'verbatim=text', '--map', 'said_at=date',
                   *self.server.store()]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                env={**self.server.env, **(env or {})})

    def kill(self):
        fatal = {'EARSHOT_FAULT': f'{self.random.choice(POINTS)}:{self.random.randrange(1, 60)}!'} if self.random.random() < .3 else None
        process = self.run(fatal)
        try:
            process.wait(self.random.uniform(.01, .35))
        except subprocess.TimeoutExpired:
            pass
        ended = process.poll() == 0
        process.kill()
        output = process.communicate()[0]
        if process.returncode not in (0, -signal.SIGKILL):
            raise Broken(f'import ended with {process.returncode}: {output.decode()[-500:]}')
        if ended:
            self.next_file()

    def finish(self):
        process = self.run()
        output = process.communicate(timeout=120)[0]
        if process.returncode != 0:
            raise Broken(f'import ended with {process.returncode}: {output.decode()[-500:]}')
        verify(self.server)
        code, out, err = self.server.cli('import', self.path, '--source', 'CSV', '--map', 'external_id=id', '--map', 'verbatim=text', '--map',
                                         'said_at=date', '--json')
        summary = json.loads(out) if code == 0 else {}
        if summary.get('created') != 0 or summary.get('skipped') != self.ROWS:
            raise Broken(f'the same file again: {out[-300:]} {err[-300:]}')
        count_all(self.server, self.files * self.ROWS)
        return f'{self.files} files of {self.ROWS} rows'

    def end(self):
        self.server.stop()


def count_all(server, want):
    """Every row once, by its key."""
    code, out, err = server.cli('token', 'create', '--name', 'count')
    token = out.decode().split()[-1]
    server.env.pop('EARSHOT_FAULT', None)
    server.start()
    seen, cursor = [], ''
    try:
        while True:
            reply = server.call('GET', f'/api/v1/evidence?limit=200&sort=id{cursor}', headers={'Authorization': f'Bearer {token}'})
            if reply.status != 200:
                raise Broken(f'list: {reply.status} {reply.text()[:300]}')
            page = reply.json()
            seen += [row['external_id'] for row in page['data']]
            if not page['next']:
                break
            cursor = '&cursor=' + page['next']
    finally:
        server.process.kill()
        server.process.wait()
    if len(seen) != want or len(set(seen)) != want:
        raise Broken(f'{want} rows were imported, {len(seen)} are there, {len(set(seen))} of them different')


class Job(Serve):
    """Imports ordered of the server run as its jobs."""
    ROWS = 1500

    def __init__(self, url, random_):
        super().__init__(url, random_)
        self.files = 0

    def order(self):
        path = os.path.join(self.server.dir, 'rows.csv')
        write_rows(path, self.files * self.ROWS, self.ROWS)
        headers = {'Authorization': f'Bearer {self.token}', 'Content-Type': 'text/csv'}
        reply = self.server.call('POST', '/api/v1/imports/preview?name=rows.csv', headers=headers, body=pathlib.Path(path).read_bytes())
        if reply.status != 200:
            raise Broken(f'preview: {reply.status} {reply.text()[:300]}')
        self.call('POST', '/imports', {'upload': reply.json()['upload'], 'source': 'CSV', 'as': 'evidence', 'consent': 'no',
                                       'map': {'external_id': 0, 'verbatim': 1, 'said_at': 2}})
        self.files += 1

    def kill(self):
        self.round += 1
        self.server.env.pop('EARSHOT_FAULT', None)
        self.server.start()
        self.order()
        time.sleep(self.random.uniform(0, .3))
        self.server.process.kill()
        self.server.process.wait()

    def finish(self):
        self.server.start()
        deadline = time.monotonic() + 100
        while True:
            jobs = self.call('GET', '/jobs')['data']
            waiting = [j for j in jobs if j['state'] in ('waiting', 'running', 'queued')]
            if not waiting:
                break
            if time.monotonic() > deadline:
                raise Broken(f'{len(waiting)} jobs never ended: {waiting[:2]}')
            time.sleep(.3)
        self.server.process.kill()
        self.server.process.wait()
        verify(self.server)
        count_all(self.server, self.files * self.ROWS)
        return f'{self.files} jobs of {self.ROWS} rows'


def rounds(kind, store, url, kills, random_):
    started = time.monotonic()
    try:
        test = kind(url, random_)
    except (Broken, RuntimeError) as e:
        print(f'not ok {kind.__name__.lower()} on {store}: {e}')
        return False
    try:
        for _ in range(kills):
            test.kill()
        told = test.finish()
    except (Broken, RuntimeError, OSError) as e:
        kept = test.server.dir
        print(f'not ok {kind.__name__.lower()} on {store}: {e}\n  kept: {kept}')
        test.server.process and test.server.process.kill()
        return False
    test.end()
    shutil.rmtree(test.server.dir, ignore_errors=True)
    print(f'ok {kind.__name__.lower()} on {store}: {kills} kills, {told}, {time.monotonic() - started:.0f} s')
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--kills', type=int, default=220)
    parser.add_argument('--seed', type=int, default=None)
    parser.add_argument('--only', choices=('serve', 'import', 'job'))
    parser.add_argument('--store', choices=('sqlite', 'postgres'))
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.randrange(10**6)
    print(f'seed {seed}', flush=True)
    shares = {('sqlite', Serve): .5, ('sqlite', Import): .2, ('sqlite', Job): .07, ('postgres', Serve): .15, ('postgres', Import): .08}
    passed = failed = 0
    postgres = None
    for (store, kind), share in shares.items():
        if (given.only and kind.__name__.lower() != given.only) or (given.store and store != given.store):
            continue
        url = ''
        if store == 'postgres':
            try:
                postgres = postgres or Postgres()
            except RuntimeError as e:
                print(f'*** SKIPPED on PostgreSQL: {e} ***')
                continue
            url = postgres.fresh(f'kill9_{os.getpid()}_{kind.__name__.lower()}')
        good = rounds(kind, store, url, max(1, round(given.kills * share)), random.Random(seed))
        passed, failed = passed + good, failed + (not good)
        sys.stdout.flush()
    print(f'{passed} passed, {failed} failed')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
