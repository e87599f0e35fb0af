#!/usr/bin/env python3
"""Figures of this machine: what a request costs, beside the same work without HTTP and beside bare SQL.

    script/bench [--items 100000] [--requests 4000] [--quick] [--write]

CPU milliseconds per request (all threads of the server) are the firm figure; wall times depend on what else runs, so the
load of the machine is printed too. Targets and rivals are those of the issue; where this machine's floor differs from the
one they were set on, the same multiple of the floor is the target. --write renews docs/benchmarks.md.
"""
import argparse
import datetime
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests/api'))
from lib.server import Server  # noqa: E402

CLIENT, STORE = ROOT / 'build/tests/bench_api', ROOT / 'build/src/model/bench_store'
# operation: (target, best rival, floor where they were measured), CPU ms
TARGETS = {
    'create, one client': (.35, .56, .15),
    'create, 64 clients': (.10, .56, .15),
    'list of the 30 newest': (.10, .46, .016),
    'search a common word, newest first': (.15, 6.1, .039),
    'search a rare word': (.20, 6.1, .096),
    'one item': (.06, .18, .004),
}
FLOORS = {
    'create, one client': 'floor: create, one client',
    'create, 64 clients': 'floor: create, one client',
    'list of the 30 newest': 'floor: list of 30 newest',
    'search a common word, newest first': 'search a common word, newest',
    'search a rare word': 'search a rare word',
    'one item': 'floor: one item',
}


def client(server, token, *args):
    done = subprocess.run([str(CLIENT), str(server.port), token, *map(str, args)], stdout=subprocess.PIPE, text=True,
                          timeout=1800)
    if done.returncode != 0:
        raise SystemExit(f'bench_api {args}: {done.stdout}')
    match = re.search(r'([\d.]+)/s +p50 +([\d.]+) ms +p99 +([\d.]+) ms +server CPU ([\d.]+) ms/request +failed (\d+)', done.stdout)
    return [float(x) for x in match.groups()] if match else None


def settle(server):
    """What follows from the seeding (stages of each item, groups) is done before single requests are measured."""
    def spent():
        text = server.call('GET', '/metrics').body
        return float(re.search(r'^earshot_process_cpu_seconds_total ([\d.]+)', text if isinstance(text, str) else text.decode(), re.M)[1])
    last, until = spent(), time.monotonic() + 300
    while time.monotonic() < until:
        time.sleep(12)  # groups are looked for every ten seconds
        now = spent()
        if now - last < .25:
            return
        last = now


def memory_mib(pid, field):
    for line in pathlib.Path(f'/proc/{pid}/status').read_text().split('\n'):
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    return 0


def serving(args, rows):
    server = Server(ROOT / 'build/earshot')
    server.env['EARSHOT_AUTO_GROUP'] = 'no'  # grouping 100,000 items would be measured instead
    server.cli_json('init')
    token = server.cli_json('token', 'create', '--name', 'bench')['token']
    server.start()
    try:
        started = time.monotonic()
        client(server, token, 'seed', args.items)
        rows['seed'] = args.items / (time.monotonic() - started)
        settle(server)
        runs = (('list of the 30 newest', 'list', 16), ('one item', 'get', 16),
                ('search a common word, newest first', 'search', 16), ('search a rare word', 'rare', 16),
                ('create, one client', 'create', 1), ('create, 64 clients', 'create', 64))
        for name, what, connections in runs:
            rows[name] = client(server, token, what, connections, max(200, args.requests // (4 if what == 'create' and connections == 1 else 1)))
        server.stop(keep=True)
        began = time.monotonic()
        server.start()
        while server.call('GET', '/healthz').status != 200:
            time.sleep(.002)
        rows['first 200 after start, ms'] = (time.monotonic() - began) * 1000
        time.sleep(1)
        rows['idle, MiB resident'] = memory_mib(server.process.pid, 'VmRSS')
    finally:
        server.stop()


def importing(args, rows):
    """A CSV of items/2 rows through `earshot import`, beside the engine's own 500 to a commit and bare SQL."""
    count = max(2000, args.items // 2)
    server = Server(ROOT / 'build/earshot')
    server.cli_json('init')
    path = os.path.join(server.dir, 'reviews.csv')
    words = 'export invoice crash login slow great price support sync calendar offline update screen button report'.split()
    with open(path, 'w') as out:
        out.write('id,date,rating,review\n')
        for i in range(count):
            text = ' '.join(words[(i * 7 + k * k) % len(words)] for k in range(24))
            out.write(f'r{i},2026-{1 + i % 10:02}-{1 + i % 28:02},{1 + i % 5},"{text} {i}"\n')
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    summary = server.cli_json('import', path, '--source', 'bench')
    wall = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    made = summary.get('created')
    if made != count:
        raise SystemExit(f'import created {made} of {count}: {summary}')
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    rows['import'] = (count, count / wall, cpu * 1000 / count, after.ru_maxrss / 1024)
    server.stop()


def store(args, rows):
    done = subprocess.run([str(STORE), '--items', str(args.items), '--json'], stdout=subprocess.PIPE, text=True, timeout=1800,
                          check=True)
    rows['store'] = {line['name']: line for line in json.loads(done.stdout)}


def table(args, rows):
    bare = rows['store']
    cpu = re.search(r'model name\s*: (.*)', pathlib.Path('/proc/cpuinfo').read_text())
    load = ', '.join(f'{x:.1f}' for x in os.getloadavg())
    yield f'{datetime.date.today()}, {args.items:,} items, SQLite, {os.cpu_count()} cores ({cpu[1] if cpu else "?"}), load {load}.'
    yield ''
    yield '| operation | CPU ms a request | floor here | times the floor | target | best rival | requests/s | p50 ms | p99 ms |'
    yield '|---|--:|--:|--:|--:|--:|--:|--:|--:|'
    for name, (target, rival, floor) in TARGETS.items():
        rate, p50, p99, used, failed = rows[name]
        here = bare[FLOORS[name]]['cpu_ms']
        allowed = max(target, target / floor * here)
        verdict = 'met' if used <= allowed and not failed else 'not met'
        yield (f'| {name} | {used:.3f} | {here:.3f} | {used / here:.1f} | {target} at {floor}: {allowed:.3f} here, {verdict} | '
               f'{rival} | {rate:.0f} | {p50:.2f} | {p99:.2f} |')
    yield ''
    yield ('The floor of creating and of one item is bare SQL; of lists bare SQL of the same list; of searches the same search '
           'through the engine without HTTP.')
    yield ''
    count, rate, used, peak = rows['import']
    bare_cpu, engine = bare['floor: create, 500 to a commit']['cpu_ms'], bare['create, 500 to a commit']['cpu_ms']
    yield '| import of a CSV file | |'
    yield '|---|--:|'
    yield f'| rows a second, {count:,} rows | {rate:.0f} |'
    yield f'| CPU ms a row | {used:.3f} |'
    yield f'| the same rows by bare SQL in one loop, CPU ms | {bare_cpu:.3f} |'
    yield f'| speed against that loop (target 60 %) | {100 * bare_cpu / used:.0f} % |'
    yield f'| the engine without reading a file, CPU ms | {engine:.3f} |'
    yield f'| most memory, MiB (target under 64) | {peak:.0f} |'
    yield ''
    yield '| the server | |'
    yield '|---|--:|'
    yield f'| items a second by POST /evidence/batch | {rows["seed"]:.0f} |'
    one, many = rows['create, one client'][0], rows['create, 64 clients'][0]
    yield f'| 64 clients against one (target 5 times) | {many / one:.1f} |'
    yield f'| first 200 after start, ms (target 50) | {rows["first 200 after start, ms"]:.0f} |'
    yield f'| idle, MiB resident (target under 30) | {rows["idle, MiB resident"]:.0f} |'
    yield f'| program, MB (target under 10) | {(ROOT / "build/earshot").stat().st_size / 1e6:.1f} |'


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument('--items', type=int, default=100000)
    args.add_argument('--requests', type=int, default=4000)
    args.add_argument('--quick', action='store_true', help='5,000 items, 400 requests: whether it works at all')
    args.add_argument('--write', action='store_true', help='renews docs/benchmarks.md')
    args = args.parse_args()
    if args.quick:
        args.items, args.requests = 5000, 400
    rows = {}
    for part in (store, importing, serving):  # import before the server: ru_maxrss is the largest child so far
        print(f'{part.__name__} ...', file=sys.stderr)
        part(args, rows)
    text = '\n'.join(table(args, rows))
    print(text)
    if args.write:
        path = ROOT / 'docs/benchmarks.md'
        head = path.read_text().split('<!-- figures -->')[0]
        path.write_text(f'{head}<!-- figures -->\n\n{text}\n')


if __name__ == '__main__':
    main()
