#!/usr/bin/env python3
"""Checks the sample workspace: run `python3 sample/check.py` from anywhere.

Reads sample/*.ndjson, and from src/model the field tables, enumerations and link relations, so that a renamed field
is found here and not by the loader. Prints one line per fault and exits 1, or prints the counts and exits 0.
It must never change a file.
"""
import json
import re
import sys
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODEL = HERE.parent / "src" / "model"
EXACT = {"accounts": 30, "contacts": 80, "segments": 3, "sources": 6, "evidence": 150, "themes": 8, "insights": 6,
         "struggling-moments": 5, "opportunities": 8, "goals": 3, "roadmap-items": 7, "releases": 2}
AT_LEAST = {"memberships": 12, "areas": 5, "teams": 3, "decisions": 5, "answers": 14, "comments": 10,
            "highlights": 30, "changelog-entries": 2, "scores": 8, "links": 150}
WORDS_IN_COMMON = 6
# Left in the inbox for the reader to find: the pair may share its words although nobody has marked it yet.
OPEN_DUPLICATES = {("ev-097", "ev-110")}
# Not prose: codes, names and the survey's questions, which every answer to them carries.
NOT_PROSE = {"key", "external_id", "question", "email", "domain", "url", "rule", "quote", "language", "name", "failure"}
faults = []


def fault(where, text):
    faults.append(f"{where}: {text}")


def read_enums():
    text = (MODEL / "enums.def").read_text()
    found = defaultdict(set)
    for enum, value in re.findall(r"\bV(?:ALUE)?\((\w+), (\w+)\)", text):
        found[enum].add(value)
    return found


def read_tables():
    """path in the API -> {field: (type, flags, low, high)}"""
    tables, resource_path = {}, {}
    for file in sorted((MODEL / "def").glob("*.def")):
        text = file.read_text()
        head = re.search(r'RESOURCE\((\w+), "([\w-]+)"', text)
        resource_path[head[1]] = head[2]
        fields = {}
        for name, kind, flags, low, high in re.findall(
                r"^FIELD\(\w+, (\w+), ([A-Z_]+(?:\(\w+\))?), ([^,]+), ([^,]+), ([^,]+),", text, re.M):
            fields[name] = (kind, flags, float(low), float(high))
        tables[head[2]] = fields
    return tables, resource_path


def read_links(resource_path):
    text = (MODEL / "links.def").read_text()
    return {(resource_path[a], resource_path[b]): signed == "true"
            for a, b, signed in re.findall(r"^LINK\((\w+), (\w+), (\w+),", text, re.M)}


def read_sample():
    rows = {}
    for file in sorted(HERE.glob("*.ndjson")):
        rows[file.stem] = []
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                rows[file.stem].append(json.loads(line))
            except ValueError as error:
                fault(f"{file.name}:{number}", f"not JSON: {error}")
    return rows


def column(field):
    """The column that a relative date stands for."""
    if field.endswith("_days_ago"):
        return field[: -len("days_ago")] + "at"
    if field.endswith("_in_days"):
        return field[: -len("in_days")] + "on"
    return field


def check_value(where, field, value, spec, enums, keys, resource_path):
    kind, _, low, high = spec
    inner = re.search(r"\((\w+)\)", kind)
    base = kind.split("(")[0]
    if base in ("TIME", "DATE"):
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            fault(where, f"{field} is not a number of days")
        elif base == "TIME" and value <= 0:
            fault(where, f"{field} is not in the past")
    elif base == "REF":
        if keys.get(value) != resource_path[inner[1]]:
            fault(where, f"{field} names {value!r}, which is no {inner[1]}")
    elif base == "ANY":
        if value not in keys:
            fault(where, f"{field} names {value!r}, which does not exist")
    elif base in ("ENUM", "ENUMS"):
        for one in value if base == "ENUMS" else [value]:
            if one not in enums[inner[1]]:
                fault(where, f"{field} is {one!r}, not one of {sorted(enums[inner[1]])}")
    elif base in ("TEXT", "EMAIL", "URL"):
        if not isinstance(value, str) or not value.strip() or value != value.strip():
            fault(where, f"{field} is empty, padded or no text")
        elif len(value) > high > 0 or len(value) < low:
            fault(where, f"{field} has {len(value)} characters, allowed are {low:g} to {high:g}")
    elif base in ("INT", "NUM"):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            fault(where, f"{field} is no number")
        elif base == "INT" and value != int(value):
            fault(where, f"{field} is no whole number")
        elif high > low and not low <= value <= high:
            fault(where, f"{field} is {value}, allowed are {low:g} to {high:g}")
    elif base == "BOOL" and not isinstance(value, bool):
        fault(where, f"{field} is neither true nor false")


def check_rows(rows, tables, enums, resource_path):
    keys = {}
    for path, all_rows in rows.items():
        if path == "links":
            continue
        if path not in tables:
            fault(path, "no such resource")
        for row in all_rows:
            if row.get("key") in keys:
                fault(path, f"key {row.get('key')!r} is used twice")
            keys[row.get("key")] = path
    for path, all_rows in rows.items():
        for row in all_rows if path in tables else []:
            where = f"{path} {row['key']}"
            for field, value in row.items():
                name = column(field)
                if field in ("key", "created_days_ago", "created_by"):
                    if field == "created_by" and keys.get(value) != "memberships":
                        fault(where, f"created_by names {value!r}")
                elif name not in tables[path]:
                    fault(where, f"{field}: the resource has no field {name}")
                else:
                    check_value(where, field, value, tables[path][name], enums, keys, resource_path)
            for name, (_, flags, _, _) in tables[path].items():
                given = {column(field) for field in row}
                if "F_REQ" in flags and name not in given and (path, name) not in {
                        ("highlights", "start"), ("highlights", "length")}:
                    fault(where, f"{name} is required")
            for unique in [f for f, spec in tables[path].items() if "F_UNIQUE" in spec[1]]:
                if unique in row and sum(other.get(unique) == row[unique] for other in all_rows) > 1:
                    fault(where, f"{unique} {row[unique]!r} is not unique")
    return keys


def check_links(rows, keys, relations):
    seen = set()
    age = {row["key"]: row.get("created_days_ago", row.get("said_days_ago")) for all_rows in rows.values()
           for row in all_rows if "key" in row}
    for link in rows["links"]:
        where = f"link {link.get('from')} -> {link.get('to')}"
        pair = (keys.get(link.get("from")), keys.get(link.get("to")))
        if None in pair:
            fault(where, "one end does not exist")
        elif pair not in relations:
            fault(where, "no such relation")
        elif link.get("sign") not in (1, -1) or (link["sign"] == -1 and not relations[pair]):
            fault(where, f"sign {link.get('sign')} is not allowed")
        if link.get("by") not in ("person", "machine", "rule"):
            fault(where, f"by is {link.get('by')!r}")
        if (link["by"] == "person") != (keys.get(link.get("created_by")) == "memberships"):
            fault(where, "a person's link names its member, any other none")
        if not 0 < link.get("created_days_ago", 0) <= min(age.get(end, 999) for end in (link["from"], link["to"])):
            fault(where, f"was made {link.get('created_days_ago')} days ago, before one of its ends")
        if (link.get("from"), link.get("to")) in seen:
            fault(where, "given twice")
        seen.add((link.get("from"), link.get("to")))


def texts_of(rows):
    for path, all_rows in rows.items():
        for row in all_rows:
            for field, value in row.items():
                if field in NOT_PROSE or field.endswith("_id") or path == "links":
                    continue
                for text in value if isinstance(value, list) else [value]:
                    if isinstance(text, str):
                        yield row["key"], field, text


def check_distinct(rows):
    marked = {tuple(sorted((e["key"], e["duplicate_of"]))) for e in rows["evidence"] if "duplicate_of" in e}
    marked |= {tuple(sorted(pair)) for pair in OPEN_DUPLICATES}
    runs = defaultdict(set)
    for key, field, text in texts_of(rows):
        words = re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text.lower())
        for at in range(len(words) - WORDS_IN_COMMON + 1):
            runs[tuple(words[at:at + WORDS_IN_COMMON])].add(key)
    shared = defaultdict(list)
    for run, owners in runs.items():
        for pair in combinations(sorted(owners), 2):
            shared[pair].append(" ".join(run))
    for pair, found in sorted(shared.items()):
        if pair not in marked:
            fault(" and ".join(pair), f"share the words {found[0]!r}")
    for pair in marked - set(shared):
        fault(" and ".join(pair), "are marked as duplicates but share no words")
    for field in ("verbatim",):
        for text, n in Counter(t for _, f, t in texts_of(rows) if f == field).items():
            if n > 2:
                fault("evidence", f"{n} items say {text[:40]!r}")


def check_evidence(rows, out):
    by_key = {row["key"]: row for all_rows in rows.values() for row in all_rows if "key" in row}
    for row in rows["evidence"]:
        where = f"evidence {row['key']}"
        words = len(row.get("verbatim", "").split())
        if words > 150:
            fault(where, f"{words} words")
        if words == 0 and "score" not in row and "choice" not in row:
            fault(where, "says nothing: no words, no score, no choice")
        if ("score" in row) != ("score_max" in row) or row.get("score", 0) > row.get("score_max", 0):
            fault(where, "score and score_max do not fit")
        contact = by_key.get(row.get("contact_id"))
        if contact and contact["account_id"] != row.get("account_id"):
            fault(where, "the contact belongs to another account")
        if (row["kind"] == "relayed") != ("relayed_by" in row):
            fault(where, "relayed without the colleague who passed it on, or the other way round")
        if "duplicate_of" in row and by_key[row["duplicate_of"]].get("contact_id") != row.get("contact_id"):
            fault(where, "a duplicate is by the same contact")
        targets = out[row["key"]]
        answered = any(by_key[t].get("state") in ("sent", "answered_elsewhere") for t in targets if t[:3] == "an-")
        chances, queue = set(), list(targets)
        while queue:
            key = queue.pop()
            if key[:3] == "op-":
                chances.add(key)
            elif key[:3] in ("th-", "in-", "sm-"):
                queue += out[key]
        decided = any(t[:3] == "de-" for chance in chances for t in out[chance])
        expected = "answered" if answered else "decided" if decided else "linked" if targets else None
        if expected and row["state"] != expected:
            fault(where, f"state is {row['state']}, its links say {expected}")
        if not expected and row["state"] not in ("received", "triaged", "spam", "duplicate"):
            fault(where, f"state is {row['state']} without a link")


def check_answers(rows, into):
    contacts = {row["key"]: row for row in rows["contacts"]}
    evidence = {row["key"]: row for row in rows["evidence"]}
    for row in rows["answers"]:
        where, contact = f"answer {row['key']}", contacts[row["contact_id"]]
        asked = [evidence[key] for key in into[row["key"]]]
        if not asked or any(item.get("contact_id") != row["contact_id"] for item in asked):
            fault(where, "answers nothing that this contact said")
        if ("decision_id" in row) == ("release_id" in row):
            fault(where, "needs a decision or a release, not both")
        if row["state"] == "sent" and (contact["consent_contact"] != "yes" or "unsubscribed_days_ago" in contact):
            fault(where, "was sent to someone who may not be written to")
        if row["state"] in ("approved", "held", "sending"):
            fault(where, "would leave by itself when the sample is opened")
        if (row["state"] == "sent") != ("sent_days_ago" in row) and row["state"] != "answered_elsewhere":
            fault(where, "sent_days_ago does not fit its state")
        if row["language"] != contact["language"]:
            fault(where, "is not in the contact's language")


def check_addresses(rows):
    for row in rows["contacts"] + rows["users"]:
        if "email" in row and not row["email"].endswith(".example"):
            fault(row["key"], "mail address outside .example")
    for row in rows["accounts"]:
        if not row["domain"].endswith(".example"):
            fault(row["key"], "domain outside .example")
    for all_rows in rows.values():
        for row in all_rows:
            for host in re.findall(r"https?://([^/\s\"]+)", json.dumps(row)):
                if not host.endswith(".example") and host != "example.com":
                    fault(row.get("key", "link"), f"address at {host}")


def check_highlights(rows):
    words = {row["key"]: row.get("verbatim", "") for row in rows["evidence"]}
    for row in rows["highlights"]:
        if words[row["evidence_id"]].count(row["quote"]) != 1:
            fault(f"highlight {row['key']}", "its quote is not found exactly once")


def check_story(rows, out, into):
    evidence = {row["key"]: row for row in rows["evidence"]}
    account = {row["key"]: row for row in rows["accounts"]}
    contacts = {row["key"]: row for row in rows["contacts"]}

    def need(condition, text):
        if not condition:
            fault("story", text)

    languages = Counter(row["language"] for row in rows["evidence"] if row.get("verbatim"))
    for language in ("de", "fr", "es"):
        need(languages[language] >= 12, f"fewer than 12 items in {language}")
    need(sum("account_id" not in row for row in rows["evidence"]) >= 10, "fewer than 10 anonymous items")
    need(sum("verbatim" not in row for row in rows["evidence"]) >= 3, "fewer than 3 items without words")
    need({row["kind"] for row in rows["evidence"]} >= {"verbatim", "interview", "relayed", "observed"}, "a kind lacks")
    heard = Counter(row["account_id"] for row in rows["evidence"] if "account_id" in row)
    (loud, most), (_, second) = heard.most_common(2)
    need(most >= 1.5 * second, f"no loud account: {loud} {most}, next {second}")
    need(not any(account[key]["plan"] == "enterprise" for key in heard), "the enterprise segment has been heard")
    told = {key: [t for t in into[key] if t[:3] == "ev-"] for key in into}
    from_theme = Counter(t for row in rows["answers"] if row["state"] == "sent"
                         for e in into[row["key"]] for t in out[e] if t[:3] == "th-")
    need(len(from_theme) >= 2, "fewer than two themes lead to a sent answer")
    refused = {row["key"] for row in rows["decisions"] if row["outcome"] == "wont" and row.get("reason")}
    need(any(a.get("decision_id") in refused and a["state"] == "sent" for a in rows["answers"]), "no answered refusal")
    need({row["outcome"] for row in rows["decisions"]} == {"do", "not_now", "wont", "need_evidence"}, "an outcome lacks")
    need(any(link["sign"] == -1 and link["to"][:3] == "in-" for link in rows["links"]), "no contradicting evidence")
    for release in rows["releases"]:
        if any(row.get("release_id") == release["key"] for row in rows["answers"]):
            continue
        items = [k for k in into[release["key"]] if k[:3] == "rm-"]
        chances = {o for item in items for o in into[item] if o[:3] == "op-"}
        askers = {evidence[e].get("contact_id") for o in chances for t in into[o] for e in told.get(t, [])} - {None}
        waiting = [c for c in askers if contacts[c]["consent_contact"] == "yes" and "email" in contacts[c]
                   and "unsubscribed_days_ago" not in contacts[c]]
        need(len(waiting) >= 8, f"only {len(waiting)} askers wait for {release['key']}")
        break
    else:
        fault("story", "no release whose askers still wait")
    recent, before = (Counter(), Counter())
    for theme in rows["themes"]:
        for bag, low, high in ((recent, 0, 28), (before, 28, 56)):
            bag[theme["key"]] = len({evidence[e]["account_id"] for e in told.get(theme["key"], [])
                                     if "account_id" in evidence[e] and low <= evidence[e]["said_days_ago"] < high})
    need(any(recent[key] >= 10 and before[key] == 0 for key in recent), "no rising theme")


def main():
    rows = read_sample()
    tables, resource_path = read_tables()
    keys = check_rows(rows, tables, read_enums(), resource_path)
    if not faults:
        check_links(rows, keys, read_links(resource_path))
    for path, count in EXACT.items():
        if len(rows.get(path, [])) != count:
            fault(path, f"{len(rows.get(path, []))} rows, {count} wanted")
    for path, count in AT_LEAST.items():
        if len(rows.get(path, [])) < count:
            fault(path, f"{len(rows.get(path, []))} rows, at least {count} wanted")
    if not faults:
        out, into = defaultdict(list), defaultdict(list)
        for link in rows["links"]:
            out[link["from"]].append(link["to"])
            into[link["to"]].append(link["from"])
        check_distinct(rows)
        check_evidence(rows, out)
        check_answers(rows, into)
        check_addresses(rows)
        check_highlights(rows)
        check_story(rows, out, into)
    for line in faults:
        print(line, file=sys.stderr)
    if faults:
        print(f"sample: {len(faults)} faults", file=sys.stderr)
        return 1
    print("sample: " + ", ".join(f"{len(all_rows)} {path}" for path, all_rows in rows.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
