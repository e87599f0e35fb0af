"""The checks of tools/ find what they are there to find: each is given a small tree or text with one fault."""
import importlib.machinery
import importlib.util
import pathlib
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parents[2] / 'tools'


def load(name):
    loader = importlib.machinery.SourceFileLoader(name.replace('-', '_'), str(TOOLS / name))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


layers, source, counter = load('check-layers'), load('check-source'), load('count-tests')


class Layers(unittest.TestCase):
    def problems(self, name, text):
        with tempfile.TemporaryDirectory() as root:
            path = pathlib.Path(root) / 'src' / name
            path.parent.mkdir(parents=True)
            path.write_text(text)
            return layers.check(pathlib.Path(root))[1]

    def test_lower_layer_is_allowed(self):
        self.assertEqual(self.problems('model/a.c', '#include "db/db.h"\n#include "model/b.h"\n#include <jansson.h>\n'), [])

    def test_higher_layer_is_refused(self):
        self.assertIn('above', self.problems('db/a.c', '#include "model/model.h"\n')[0])

    def test_sibling_is_refused(self):
        self.assertIn('beside', self.problems('intake/a.c', '#include "domain/domain.h"\n')[0])

    def test_library_outside_its_wrapper_is_refused(self):
        self.assertIn('sqlite3.h', self.problems('api/a.c', '#include <sqlite3.h>\n')[0])


class Source(unittest.TestCase):
    def errors(self, text, path='src/api/a.c'):
        report = source.Report()
        source.check_c(path, text, report)
        return report.errors

    def test_clean(self):
        self.assertEqual(self.errors('/* Purpose. */\nint f(void)\n{\n\treturn 0;\n}\n'), [])

    def test_banned_call_but_not_in_text_or_member(self):
        self.assertIn('strcpy', self.errors('/* P. */\nvoid f(char *p)\n{\n\tstrcpy(p, "x");\n}\n')[0])
        self.assertEqual(self.errors('/* time() */\nvoid f(struct s *p)\n{\n\tp->time(1);\n\tuse("time()");\n}\n'), [])

    def test_long_function(self):
        body = '\tg();\n' * 130
        self.assertIn('lines of f', self.errors(f'/* P. */\nint f(int a,\n\tint b)\n{{\n{body}}}\n')[0])

    def test_long_line_counts_tabs(self):
        self.assertIn('columns', self.errors('/* P. */\n' + '\t' * 35 + 'x;\n')[0])

    def test_buffer_released_before_it_is_ready(self):
        late = '/* P. */\nint f(void)\n{\n\tauto_buf b;\n\n\tTRY(g());\n\tbuf_init(&b, 0);\n\treturn 0;\n}\n'
        self.assertIn('auto_buf b', self.errors(late)[0])
        self.assertEqual(self.errors(late.replace('\tTRY(g());\n', '')), [])

    def test_no_purpose(self):
        self.assertIn('purpose', self.errors('#include "base/err.h"\n')[0])


class Counter(unittest.TestCase):
    def test_own_and_vitest(self):
        self.assertEqual(counter.count('3 passed, 1 failed\nscenarios: 10 passed, 0 failed\n'), (13, 1))
        self.assertEqual(counter.count(' Tests  2 failed | 33 passed (35)\n'), (33, 2))
        self.assertEqual(counter.count('nothing\n'), (0, 0))


if __name__ == '__main__':
    result = unittest.main(exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(f'{result.testsRun - bad} passed, {bad} failed')
    raise SystemExit(1 if bad else 0)
