"""Reads and runs *.http scenarios. The language is described in tests/api/README.md."""
import json
import re
import shlex
import time

from .server import ROOT, Person

REQUEST = re.compile(r'(GET|POST|PATCH|PUT|DELETE|HEAD|OPTIONS) (\S+)(?: as (\w+))?\Z')
HEADER = re.compile(r'([A-Za-z][A-Za-z0-9-]*):(?: (.*))?\Z')
EXPECT = re.compile(r'=> (\d+)\Z')
NAME = re.compile(r'\{([a-z_][a-z0-9_]*)\}')
CHECK = re.compile(r'(?P<what>stdout|stderr|text|header [\w-]+|errors|[\w.\[\]-]+) '
                   r'(?P<how>=|!=|~|!~|->|has|exists|absent|on|>=|<=)(?: (?P<value>.*))?\Z')


class Wrong(Exception):
    pass


class Step:
    def __init__(self, line, kind, text):
        self.line, self.kind, self.text = line, kind, text
        self.headers, self.body, self.status, self.checks = [], [], None, []
        self.person = None


def parse(path):
    """[(title, [Step])] of a file."""
    scenarios, step = [], None
    for number, line in enumerate(path.read_text(encoding='utf-8').split('\n'), 1):
        here = f'{path.name}:{number}'
        if line.startswith('### '):
            scenarios.append((line[4:], []))
            step = None
            continue
        if line.startswith('#') or (not line.strip() and (step is None or step.status is not None)):
            continue
        if not scenarios:
            raise Wrong(f'{here}: the first line that is no comment must be "### title"')
        request = REQUEST.match(line)
        if request or line.startswith(('$ ', '@')):
            if step and step.status is None and step.kind != '@':
                raise Wrong(f'{here}: the step of line {step.line} expects nothing: write "=> STATUS"')
            step = Step(number, request[1] if request else line[0], request[2] if request else line[1:].strip())
            step.person = request[3] if request else None
            if step.kind == '@':
                step.status = 0
            scenarios[-1][1].append(step)
            continue
        expect = EXPECT.match(line)
        if expect and step and step.status is None:
            step.status = int(expect[1])
        elif step and step.status is not None and line.startswith('  '):
            if not CHECK.match(line.strip()):
                raise Wrong(f'{here}: not understood: {line.strip()}')
            step.checks.append((number, line.strip()))
        elif step and step.status is None and not step.body and HEADER.match(line):
            step.headers.append(HEADER.match(line).groups())
        elif step and step.status is None:
            if line.strip() or step.body:
                step.body.append(line)
        else:
            raise Wrong(f'{here}: not understood: {line}')
    if step and step.status is None:
        raise Wrong(f'{path.name}: the last step expects nothing')
    return scenarios


class Run:
    """The state of one file on one store: people and names."""

    def __init__(self, server, spec=None, nonce=''):
        self.server, self.spec = server, spec
        founded = server.cli_json('init', '--name', 'Acme', '--email', 'owner@acme.example')
        token = server.cli_json('token', 'create', '--name', 'scenario')
        self.people = {'nobody': Person(), 'owner': Person(token=token['token'])}
        self.names = {'workspace': founded['workspace'], 'nonce': nonce or 'n',
                      'now': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}
        self.sign_in = founded['sign_in']
        server.start()

    def fill(self, text):
        def value(match):
            if match[1] not in self.names:
                raise Wrong(f'no name {match[1]} was given a value')
            return str(self.names[match[1]])
        return NAME.sub(value, text)

    def step(self, step):
        if step.kind == '@':
            self.directive(step.text)
            return
        if step.kind == '$':
            result = self.command(step)
        else:
            result = self.request(step)
        for number, check in step.checks:
            try:
                self.check(check, result)
            except Wrong as wrong:
                raise Wrong(f'line {number}: {check}: {wrong}\n{result.describe()}') from None

    def directive(self, text):
        verb, *rest = shlex.split(self.fill(text))
        if verb == 'member':  # @member ana pm,researcher
            name, roles = rest
            made = self.server.cli_json('user', 'add', f'{name}@acme.example', '--roles', roles, '--name', name.title(),
                                        '--workspace', 'Acme')
            self.people[name] = self.server.browser(made['sign_in'])
        elif verb == 'browser':  # @browser olga: the owner signs in by the link of init
            self.people[rest[0]] = self.server.browser(self.sign_in)
        elif verb == 'token':  # @token reader "evidence_read theme_read"
            made = self.server.cli_json('token', 'create', '--name', rest[0], '--scopes', rest[1], '--workspace', 'Acme')
            self.people[rest[0]] = Person(token=made['token'])
        elif verb == 'workspace':  # @workspace other: a second workspace with its owner
            self.server.cli_json('init', '--name', rest[0], '--email', f'owner@{rest[0].lower()}.example')
            made = self.server.cli_json('token', 'create', '--name', rest[0], '--workspace', rest[0])
            self.people[rest[0]] = Person(token=made['token'])
        elif verb == 'wait':  # @wait GET /jobs/{job} as owner until state = "done"
            self.wait(text)
        elif verb == 'sleep':  # @sleep 1.1: the reason stands beside it in the file
            time.sleep(float(rest[0]))
        elif verb == 'restart':
            code = self.server.stop(keep=True)
            if code != 0:
                raise Wrong(f'the server ended with {code}')
            self.server.extra += rest  # @restart --answer-hold 0: more flags from here on
            self.server.start()
        else:
            raise Wrong(f'no directive @{verb}')

    def wait(self, text):
        match = re.match(r'wait GET (\S+)(?: as (\w+))? until (.+)\Z', text)
        if not match:
            raise Wrong('write @wait GET PATH until CHECK')
        end = time.monotonic() + 60
        while True:
            step = Step(0, 'GET', match[1])
            step.person, step.status = match[2], 200
            result = self.request(step)
            try:
                self.check(match[3], result)
                return
            except Wrong as wrong:
                if time.monotonic() > end:
                    raise Wrong(f'did not come true within a minute: {wrong}\n{result.describe()}') from None
            time.sleep(.05)

    def request(self, step):
        path = self.fill(step.text)
        inner = path[1:] if path.startswith('//') else '/api/v1' + path
        person = self.people.get(step.person or 'owner')
        if person is None:
            raise Wrong(f'nobody is called {step.person}')
        headers = {name: (self.fill(value) if value else None) for name, value in step.headers}
        reply = self.server.call(step.kind, inner, person, headers, self.body(step))
        result = Result(f'{step.kind} {inner}', reply.status, reply)
        if reply.status != step.status:
            log = self.server.read_log()[-1000:] if reply.status >= 500 else ''
            raise Wrong(f'{reply.status}, expected {step.status}\n{result.describe()}\n{log}')
        if self.spec and inner.startswith('/api/v1') and step.kind != 'OPTIONS':
            problems = self.spec.problems(step.kind, inner[len('/api/v1'):].split('?')[0], reply)
            if problems:
                raise Wrong(f'not as declared in openapi.json: {"; ".join(problems[:5])}\n{result.describe()}')
        return result

    def body(self, step):
        if not step.body:
            return None
        if step.body[0].startswith('< '):
            return (ROOT / self.fill(step.body[0][2:])).read_bytes()
        lines = step.body
        while lines and not lines[-1].strip():
            lines = lines[:-1]
        return self.fill('\n'.join(lines)).encode()

    def command(self, step):
        args = shlex.split(self.fill(step.text))
        if args[0] != 'earshot':
            raise Wrong('commands start with "$ earshot"')
        code, out, err = self.server.cli(*args[1:], stdin=self.body(step) or b'')
        result = CommandResult(step.text, code, out, err)
        if code != step.status:
            raise Wrong(f'exit code {code}, expected {step.status}\n{result.describe()}')
        return result

    def check(self, text, result):
        match = CHECK.match(text)
        what, how = match['what'], match['how']
        value = self.fill(match['value']) if match['value'] is not None else None
        if what == 'errors' and how == 'on':
            fields = [e['field'] for e in result.json().get('errors', ())]
            if value not in fields:
                raise Wrong(f'errors are on {fields}')
            return
        found = result.find(what)
        if how == 'exists':
            ok = found is not MISSING
        elif how == 'absent':
            ok = found is MISSING
        elif found is MISSING:
            raise Wrong('is not there')
        elif how == '->':
            self.names[value] = found.strip('"') if isinstance(found, str) and what.lower() != 'header etag' else found
            ok = True
        elif how in ('~', '!~'):
            hit = re.search(value, found if isinstance(found, str) else json.dumps(found))
            self.names.update(hit.groupdict() if hit else {})  # (?P<name>...) remembers
            ok = bool(hit) == (how == '~')
        elif how == 'has':
            ok = len(found) == int(value)
        elif how in ('>=', '<='):
            ok = found >= float(value) if how == '>=' else found <= float(value)
        else:
            wanted = value if what.startswith('header') or what in ('stdout', 'stderr', 'text') else json.loads(value)
            ok = (found == wanted) == (how == '=')
        if not ok:
            raise Wrong(f'is {json.dumps(found) if found is not MISSING else "not there"}')


class Missing:
    pass


MISSING = Missing()


def walk(value, path):
    """data.0.id; data[name=x].id would be too clever: scenarios sort instead. `length` counts."""
    for part in path.split('.'):
        if isinstance(value, list) and part.lstrip('-').isdigit():
            index = int(part)
            if not -len(value) <= index < len(value):
                return MISSING
            value = value[index]
        elif isinstance(value, list) and part == '*':
            return value
        elif isinstance(value, list):
            value = [v[part] for v in value if isinstance(v, dict) and part in v]
        elif isinstance(value, dict) and part in value:
            value = value[part]
        else:
            return MISSING
    return value


class Result:
    def __init__(self, title, status, reply):
        self.title, self.status, self.reply = title, status, reply

    def json(self):
        try:
            return self.reply.json()
        except ValueError:
            raise Wrong('the reply is not JSON') from None

    def find(self, what):
        if what == 'text':
            return self.reply.text()
        if what.startswith('header '):
            found = self.reply.header(what[7:])
            return MISSING if found is None else found
        return walk(self.json(), what)

    def describe(self):
        return f'    {self.title}\n    {self.status} {self.reply.text()[:1500]}'


class CommandResult:
    def __init__(self, title, code, out, err):
        self.title, self.code, self.out, self.err = title, code, out, err

    def json(self):
        try:
            return json.loads(self.out)
        except ValueError:
            lines = [line for line in self.out.decode(errors='replace').split('\n') if line.strip()]
            try:
                return [json.loads(line) for line in lines]
            except ValueError:
                raise Wrong('stdout is not JSON') from None

    def find(self, what):
        if what == 'stdout':
            return self.out.decode(errors='replace')
        if what == 'stderr':
            return self.err.decode(errors='replace')
        return walk(self.json(), what)

    def describe(self):
        return (f'    $ {self.title}\n    exit {self.code}\n    stdout: {self.out.decode(errors="replace")[:1000]}\n'
                f'    stderr: {self.err.decode(errors="replace")[:1000]}')
