#!/usr/bin/env python3
"""Two workspaces in one store: no route gives one anything of the other.

One object of every resource is made in the first workspace, each with a secret word in its texts. Then every route of
openapi.json that takes an id is called from the second workspace with ids of the first: a read must answer 404, a write
must be refused, and no reply may hold the word. References to foreign objects in bodies are refused too. At the end the
first workspace must be as it was. New routes and resources are covered without a line here.
"""
import json
import pathlib
import re
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from lib.server import ROOT, Person, Postgres, Server  # noqa: E402

SECRET = 'xylophonist'
REFUSED = (400, 403, 404, 405, 415, 422)
BINARY = ROOT / 'build/earshot'


class Maker:
    """Makes one object of a resource, and of those it must refer to, from the declared input alone."""

    def __init__(self, spec, call):
        self.spec, self.call, self.made, self.refused = spec, call, {}, {}
        schemas = spec['components']['schemas']
        self.inputs = {n[:-len('_input')]: s for n, s in schemas.items() if n.endswith('_input')}
        self.path = {}
        for path, operations in spec['paths'].items():
            body = operations.get('post', {}).get('requestBody', {}).get('content', {}).get('application/json', {})
            name = body.get('schema', {}).get('$ref', '').split('/')[-1]
            if path.count('/') == 1 and name.endswith('_input'):
                self.path[name[:-len('_input')]] = path
        self.prefix, self.given = {}, {}

    def make_all(self):
        member = self.call('GET', '/memberships', None).json()['data'][0]
        self.made['membership'] = member['id']
        self.given = {'mb': member['id'], 'us': member['user_id']}
        for _ in range(3):  # again for those that waited for another
            for name in sorted(self.path):
                self.make(name)

    def value(self, name, schema):
        kind = schema.get('type')
        kind = kind[0] if isinstance(kind, list) else kind
        if schema.get('pattern', '').startswith('^'):
            return self.of_prefix(schema['pattern'][1:-1])
        if 'enum' in schema:
            return schema['enum'][0]
        if kind == 'array':
            return [schema['items']['enum'][0]] if 'enum' in schema.get('items', {}) else [SECRET]
        if kind in ('integer', 'number'):
            return max(1, schema.get('minimum', 1))
        if kind == 'boolean':
            return False
        if schema.get('format') == 'date':
            return '2026-03-01'
        if schema.get('format') == 'date-time':
            return '2026-03-01T10:00:00Z'
        if schema.get('format') == 'email':
            return f'{SECRET}@acme.example'
        if schema.get('format') == 'uri':
            return f'https://acme.example/{SECRET}'
        if name in ('object_id', 'object'):
            return self.make('source')
        if name == 'resource':
            return 'evidence'
        if kind == 'string':
            return SECRET[:schema.get('maxLength', 200)] if name != 'rule' else 'plan:pro'
        return {}

    def of_prefix(self, prefix):
        if prefix in self.given:
            return self.given[prefix]
        if prefix not in self.prefix:
            for name in self.path:
                if self.make(name) and self.made[name].startswith(prefix + '_'):
                    self.prefix[prefix] = name
        return self.made.get(self.prefix.get(prefix))

    def make(self, name):
        if name in self.made or name not in self.path:
            return self.made.get(name)
        self.made[name] = None  # a circle of references ends here
        properties = self.inputs[name]['properties']
        required = {n: s for n, s in properties.items() if not isinstance(s.get('type'), list)}
        body = {n: self.value(n, s) for n, s in required.items()}
        for n, s in properties.items():  # one text more, so that the word is in it
            if n not in body and s.get('type') == ['string', 'null'] and not {'enum', 'format', 'pattern'} & set(s):
                body[n] = self.value(n, s)
                break
        reply = self.call('POST', self.path[name], body)
        if reply.status != 201:
            reply = self.call('POST', self.path[name], {n: body[n] for n in required})
        if reply.status == 201:
            self.made[name] = reply.json()['id']
            self.refused.pop(name, None)
        else:
            del self.made[name]
            self.refused[name] = f'{reply.status} {reply.text()[:300]}'
        return self.made.get(name)


class Test:
    def __init__(self, store, url):
        self.store, self.passed, self.failures = store, 0, []
        self.server = Server(BINARY, url)
        spec = subprocess.run([str(BINARY), 'schema', '--openapi'], stdout=subprocess.PIPE, check=True).stdout
        self.spec = json.loads(spec)

    def check(self, good, why):
        if good:
            self.passed += 1
        else:
            self.failures.append(f'{self.store}: {why}')

    def person(self, name):
        self.server.cli_json('init', '--name', name, '--email', f'owner@{name.lower()}.example')
        made = self.server.cli_json('token', 'create', '--name', 'isolation', '--workspace', name)
        return Person(token=made['token'])

    def call(self, person, method, path, body=None, headers=None):
        data = json.dumps(body).encode() if body is not None else None
        return self.server.call(method, '/api/v1' + path, person, headers, data)

    def run(self):
        mine, theirs = self.person('Mine'), self.person('Theirs')
        self.server.start()
        try:
            maker = Maker(self.spec, lambda m, p, b: self.call(mine, m, p, b))
            maker.make_all()
            for name, why in maker.refused.items():
                print(f'  note: no {name} could be made: {why}')
            self.check(len(maker.made) >= 20, f'only {len(maker.made)} resources could be made: {maker.refused}')
            before = self.settled(mine, maker)
            own = Maker(self.spec, lambda m, p, b: self.call(theirs, m, p, b))
            self.routes(theirs, maker)
            self.references(theirs, maker, own)
            self.lists(theirs, maker)
            after = self.settled(mine, maker)
            changed = {n: (before[n], after[n]) for n in before if before[n] != after[n]}
            self.check(not changed, f'the first workspace was changed from the second: {str(changed)[:1500]}')
        finally:
            log = self.server.read_log()
            self.check(self.server.stop() == 0, f'the server did not end well\n{log[-1500:]}')

    def settled(self, person, maker):
        """Followers of the change log fill in stages and counts a moment later: what stays the same for a second."""
        last = self.state(person, maker)
        for _ in range(20):
            time.sleep(1)
            now = self.state(person, maker)
            if now == last:
                break
            last = now
        return last

    def state(self, person, maker):
        found = {}
        for name, made in maker.made.items():
            reply = self.call(person, 'GET', f'{maker.path[name]}/{made}')
            found[name] = reply.text() if reply.status == 200 else reply.status
        return found

    def routes(self, person, maker):
        by_segment = {path[1:]: maker.made[name] for name, path in maker.path.items() if name in maker.made}
        for path, operations in self.spec['paths'].items():
            if '{' not in path or any('servers' in o for o in operations.values()):
                continue
            segment = path.split('/')[1]
            ids = [by_segment[segment]] if segment in by_segment else sorted(set(by_segment.values()))
            for method in operations:
                for one in ids:
                    self.foreign(person, method.upper(), path, one)

    def foreign(self, person, method, path, one):
        filled = re.sub(r'\{\w+\}', one, path)
        body = {'to': 'active', 'into': one, 'reason': 'x', 'name': 'x'} if method in ('POST', 'PATCH') else None
        if method == 'PATCH':
            body = {'name': 'x'}
        reply = self.call(person, method, filled, body, {'If-Match': '"1"'})
        allowed = (404,) if method == 'GET' else REFUSED
        self.check(reply.status in allowed and SECRET not in reply.text(),
                   f'{method} {path} with a foreign {one[:3]}: {reply.status} {reply.text()[:200]}')

    def references(self, person, maker, own):
        """A body of the second workspace that points into the first."""
        for name, schema in maker.inputs.items():
            if name not in maker.path:
                continue
            own.make(name)
            for field, part in schema['properties'].items():
                prefix = part.get('pattern', '')[1:-1]
                target = next((i for i in maker.made.values() if prefix and i and i.startswith(prefix + '_')), None)
                if not target:
                    continue
                required = {n: own.value(n, s) for n, s in schema['properties'].items() if not isinstance(s.get('type'), list)}
                reply = self.call(person, 'POST', maker.path[name], {**required, field: target})
                self.check(reply.status in (403, 404, 422) and SECRET not in reply.text().replace(SECRET + '@', ''),
                           f'POST {maker.path[name]} with a foreign {field}: {reply.status} {reply.text()[:200]}')
        for one in sorted(i for i in maker.made.values() if i):
            mine = own.made.get('source')
            for body in ({'from': one, 'to': mine}, {'from': mine, 'to': one}):
                reply = self.call(person, 'POST', '/links', body)
                self.check(reply.status in (404, 422), f'POST /links {body}: {reply.status} {reply.text()[:200]}')

    def lists(self, person, maker):
        """No list, search or feed of the second workspace has an id of the first."""
        foreign = {i for i in maker.made.values() if i}
        for path, operations in self.spec['paths'].items():
            if '{' in path or 'get' not in operations or 'servers' in operations['get'] or path in ('/events', '/openapi.json'):
                continue
            for query in ('', f'?q={SECRET}', '?archived=1'):
                text = self.call(person, 'GET', path + query).text()
                leaked = [i for i in foreign if f'"{i}"' in text]
                self.check(not leaked, f'GET {path}{query} shows {leaked} of the other workspace')


def main():
    passed, failures = 0, []
    for store in ('sqlite', 'postgres'):
        test = Test(store, Postgres().fresh('isolation') if store == 'postgres' else '')
        test.run()
        passed, failures = passed + test.passed, failures + test.failures
    for failure in failures:
        print(f'FAIL {failure}')
    print(f'{passed} passed, {len(failures)} failed')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
