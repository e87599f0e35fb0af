"""One Earshot with a store of its own: the real binary, started as a person would start it."""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]


class Postgres:
    """A throw-away PostgreSQL of tests/db/pg, and schemas in it. It ends with this process."""

    def __init__(self):
        given = os.environ.get('EARSHOT_TEST_PG')
        if given:
            self.url = given
            return
        started = subprocess.run([str(ROOT / 'tests/db/pg'), 'start', str(os.getpid())], stdout=subprocess.PIPE,
                                 text=True, timeout=120)
        if started.returncode != 0:
            raise RuntimeError(f'tests/db/pg ended with {started.returncode}')
        self.url = started.stdout.strip()

    def fresh(self, name):
        self.sql(f'CREATE SCHEMA {name}')
        return f'{self.url}&options=-csearch_path%3D{name}'

    def sql(self, text):
        done = subprocess.run(['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', self.url, '-At', '-c', text],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def header(self, name):
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)

    def json(self):
        return json.loads(self.body)

    def text(self):
        return self.body.decode('utf-8', errors='replace')


class Person:
    """Who sends: a token, or a browser with its cookie, or nobody."""

    def __init__(self, token=None, browser=False):
        self.token, self.browser, self.cookie = token, browser, None

    def headers(self, method):
        h = {}
        if self.token:
            h['Authorization'] = f'Bearer {self.token}'
        if self.browser:
            if self.cookie:
                h['Cookie'] = self.cookie
            if method not in ('GET', 'HEAD'):
                h['X-Requested-With'] = 'earshot'
        return h

    def take_cookie(self, reply):
        for name, value in reply.headers:
            if self.browser and name.lower() == 'set-cookie':
                pair = value.split(';')[0]
                self.cookie = pair if not pair.endswith('=') else None


class Server:
    """serve in a temporary data directory; `url` of the store: empty for SQLite there."""

    def __init__(self, binary, url='', extra=(), env=None):
        self.binary = str(binary)
        self.dir = tempfile.mkdtemp(prefix='earshot-test.')
        self.data = os.path.join(self.dir, 'data')
        self.url, self.extra = url, list(extra)
        self.env = {**{k: v for k, v in os.environ.items() if not k.startswith('EARSHOT_')}, **(env or {})}
        self.process, self.port = None, None
        self.log = os.path.join(self.dir, 'log')

    def store(self):
        return ['--data', self.data] + (['--db', self.url] if self.url else [])

    def start(self, port=0):
        with open(self.log, 'ab') as log:
            mark = log.tell()
            self.process = subprocess.Popen([self.binary, 'serve', *self.store(), '--port', str(port), *self.extra],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.env)
        for _ in range(400):
            with open(self.log, 'rb') as log:
                log.seek(mark)
                ready = re.search(rb'event=serve\.ready .*port=(\d+)', log.read())
            if ready:
                self.port = int(ready[1])
                return self
            if self.process.poll() is not None:
                break
            time.sleep(.025)
        text = self.read_log()
        self.stop(keep=True)
        raise RuntimeError(f'the server did not start:\n{text[-2000:]}')

    def read_log(self):
        try:
            return pathlib.Path(self.log).read_text(errors='replace')
        except FileNotFoundError:
            return ''

    def cli(self, *args, stdin=b'', timeout=120):
        """(exit code, stdout, stderr) of a command on the same store."""
        done = subprocess.run([self.binary, *args, *self.store()], input=stdin, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=timeout, env=self.env)
        return done.returncode, done.stdout, done.stderr

    def cli_json(self, *args):
        code, out, err = self.cli(*args, '--json')
        if code != 0:
            raise RuntimeError(f'earshot {" ".join(args)}: exit {code}: {err.decode(errors="replace")}')
        return json.loads(out)

    def call(self, method, path, person=None, headers=None, body=None, timeout=60):
        """Sends one request; a header whose value is None is left out."""
        all_headers = {'Content-Type': 'application/json'} if body is not None else {}
        if person:
            all_headers.update(person.headers(method))
        all_headers.update(headers or {})
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=timeout)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in all_headers.items():
                if value is not None:
                    connection.putheader(name, value)
            if body is not None or method in ('POST', 'PATCH', 'PUT'):
                connection.putheader('Content-Length', str(len(body or b'')))
            connection.endheaders(body or None)
            raw = connection.getresponse()
            reply = Reply(raw.status, raw.getheaders(), raw.read())
        finally:
            connection.close()
        if person:
            person.take_cookie(reply)
        return reply

    def browser(self, sign_in):
        """A person who has spent a sign-in link."""
        person = Person(browser=True)
        secret = re.search(r'token=([\w-]+)', sign_in)[1]
        reply = self.call('POST', '/api/v1/sessions/link', person, body=json.dumps({'token': secret}).encode())
        if reply.status not in (200, 201) or not person.cookie:
            raise RuntimeError(f'sign-in failed: {reply.status} {reply.text()}')
        return person

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, keep=False):
        """Asks it to end; returns its exit code."""
        code = None
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                code = self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                code = -9
        elif self.process:
            code = self.process.returncode
        if not keep:
            shutil.rmtree(self.dir, ignore_errors=True)
        return code
