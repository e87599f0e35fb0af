"""Checks a reply against the OpenAPI document that the program gives of itself: enough of JSON Schema for that."""
import re

TYPES = {
    'object': dict, 'array': list, 'string': str, 'boolean': bool, 'null': type(None),
}


class Spec:
    def __init__(self, document):
        self.document = document
        self.paths = []
        for template, methods in document['paths'].items():
            pattern = re.sub(r'\\\{\w+\\\}', '[^/]+', re.escape(template))
            for method, operation in methods.items():
                if isinstance(operation, dict) and 'responses' in operation:
                    self.paths.append((method.upper(), template, re.compile(pattern + r'\Z'), operation))

    def operation(self, method, path):
        """The most literal match: /sessions/current before /sessions/{id}."""
        found = [p for p in self.paths if p[0] == method and p[2].match(path)]
        return min(found, key=lambda p: p[1].count('{')) if found else None

    def problems(self, method, path, reply):
        """Why the reply is not what is declared; empty when it is."""
        found = self.operation(method, path)
        if not found:
            return [] if reply.status in (404, 405) else [f'{method} {path} is not declared']
        responses = found[3]['responses']
        declared = responses.get(str(reply.status), responses.get(f'{reply.status // 100}XX', responses.get('default')))
        if declared is None:
            return [f'status {reply.status} is not declared for {method} {found[1]}']
        declared = self.resolve(declared)
        kind = (reply.header('Content-Type') or '').split(';')[0]
        content = declared.get('content', {})
        if not content:
            return [f'a body of {kind} where none is declared'] if reply.body and kind else []
        if '*/*' in content:
            return []
        if kind not in content:
            return [f'content type {kind!r} is not declared, {sorted(content)} are']
        if not kind.endswith('json') or kind == 'application/x-ndjson' or 'schema' not in content[kind]:
            return []
        return list(self.check(reply.json(), content[kind]['schema'], 'body'))

    def resolve(self, schema):
        while '$ref' in schema:
            at = self.document
            for part in schema['$ref'].lstrip('#/').split('/'):
                at = at[part]
            schema = at
        return schema

    def check(self, value, schema, where):
        schema = self.resolve(schema)
        for choice in ('oneOf', 'anyOf'):
            if choice in schema:
                tries = [list(self.check(value, s, where)) for s in schema[choice]]
                if all(tries):
                    yield min(tries, key=len)[0]
        for part in schema.get('allOf', ()):
            yield from self.check(value, part, where)
        types = schema.get('type')
        if types is not None:
            types = [types] if isinstance(types, str) else types
            if not any(self.is_type(value, t) for t in types):
                yield f'{where} is {value!r}, not {" or ".join(types)}'
                return
        if 'enum' in schema and value not in schema['enum']:
            yield f'{where} is {value!r}, not one of {schema["enum"]}'
        if isinstance(value, dict):
            yield from self.check_object(value, schema, where)
        if isinstance(value, list) and 'items' in schema:
            for i, item in enumerate(value):
                yield from self.check(item, schema['items'], f'{where}[{i}]')
        if isinstance(value, str) and 'pattern' in schema and not re.search(schema['pattern'], value):
            yield f'{where} is {value!r}, which does not match {schema["pattern"]}'

    def check_object(self, value, schema, where):
        properties = schema.get('properties', {})
        for name in schema.get('required', ()):
            if name not in value:
                yield f'{where} lacks {name}'
        for name, item in value.items():
            if name in properties:
                yield from self.check(item, properties[name], f'{where}.{name}')
            elif schema.get('additionalProperties', True) is False:
                yield f'{where} has {name}, which is not declared'
            elif isinstance(schema.get('additionalProperties'), dict):
                yield from self.check(item, schema['additionalProperties'], f'{where}.{name}')

    @staticmethod
    def is_type(value, name):
        if name == 'integer':
            return isinstance(value, int) and not isinstance(value, bool)
        if name == 'number':
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        return isinstance(value, TYPES[name])
