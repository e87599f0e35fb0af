"""The README's first request works as printed; every file, script and endpoint that the documents name is there."""
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests/api'))
from lib.server import Server  # noqa: E402

passed, problems = 0, []


def check(good, why):
    global passed
    if good:
        passed += 1
    else:
        problems.append(why)


def first_request():
    text = (ROOT / 'README.md').read_text()
    block = re.search(r'runs this block as it stands -->\n```sh\n(.*?)```', text, re.S)[1]
    server = Server(ROOT / 'build/earshot')
    server.cli_json('init')
    server.start()
    try:
        # As printed, but for the port and the data directory, which a running Earshot may hold.
        block = block.replace(':8080', f':{server.port}').replace('EARSHOT_DATA=data', f'EARSHOT_DATA={server.data}')
        env = {k: v for k, v in os.environ.items() if not k.startswith('EARSHOT_')}
        done = subprocess.run(['bash', '-euo', 'pipefail', '-c', block], cwd=ROOT, env=env, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=60)
        check(done.returncode == 0, f'README: the first request ends with {done.returncode}: {done.stderr}')
        check(done.stdout.count('"name":"Zendesk"') == 2, f'README: the first request answers {done.stdout[:400]}')
    finally:
        server.stop()


def links():
    documents = [ROOT / n for n in ('README.md', 'SECURITY.md', 'CONTRIBUTING.md')] + sorted((ROOT / 'docs').rglob('*.md'))
    for document in documents:
        if 'reference' in document.parts:
            continue
        text = document.read_text()
        for target in re.findall(r'\]\(([^)#:]+)(?:#[^)]*)?\)', text):
            check((document.parent / target).exists(), f'{document.relative_to(ROOT)}: {target} is not there')
        for target in re.findall(r'`((?:src|ui|tests|tools|script|docs|contrib|sample)/[\w./-]+)`', text):
            if not re.search(r'\b(NAME|RESOURCE|X)\b', target):  # stands for a name of your own
                check((ROOT / target).exists(), f'{document.relative_to(ROOT)}: {target} is not there')


def shapes():
    """Every endpoint that docs/reference/shapes.md describes is a route."""
    routes = set()
    for path, methods in json.loads((ROOT / 'docs/reference/openapi.json').read_text())['paths'].items():
        plain = re.sub(r'{[^}]*}', '{}', path.removeprefix('/api/v1'))
        routes |= {(method.upper(), plain) for method in methods}
    text = (ROOT / 'docs/reference/shapes.md').read_text()
    for method, path in re.findall(r'`(GET|POST|PATCH|DELETE) (/[^\s`?]*)', text):
        if path.startswith('/{resource}'):
            continue
        start, last = re.sub(r'{[^}]*}', '{}', path).rsplit('/', 1)
        for word in last.split('|'):  # "/jobs/{id}/cancel|resume" names two
            check((method, f'{start}/{word}') in routes, f'shapes.md: {method} {start}/{word} is no route')


first_request()
links()
shapes()
for problem in problems:
    print(f'FAIL {problem}')
print(f'{passed} passed, {len(problems)} failed')
raise SystemExit(1 if problems else 0)
