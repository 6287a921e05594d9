"""Runs a test that was exported from Runscope, such as Okta's specification test."""

import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request


def run(test, variables):
    """Sends the requests in order. Returns (step, assertion, whether it holds, what came)."""
    results = []
    for step in test["steps"]:
        if step["step_type"] != "request" or step.get("skipped"):
            continue
        answer = send(step, variables)
        for number, assertion in enumerate(step["assertions"]):
            holds, came = judge(assertion, answer, variables)
            results.append((step["note"].strip(), words(assertion, number), holds, came))
        for keep in step.get("variables", []):
            found = find(answer["json"], keep["property"])
            if found is not None:
                variables[keep["name"]] = str(found)
    return results


def fill(text, variables):
    return re.sub(r"\{\{(\w+)\}\}", lambda name: variables.get(name[1], name[0]), text)


def send(step, variables):
    url = urllib.parse.quote(fill(step["url"], variables), safe=":/?&=%@$")
    body = fill(step.get("body") or "", variables).encode() or None
    headers = {name: fill(values[0], variables) for name, values in step["headers"].items()}
    request = urllib.request.Request(url, body, headers, method=step["method"])
    begun = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            status, data = response.status, response.read()
    except urllib.error.HTTPError as error:
        status, data = error.code, error.read()
    took = (time.monotonic() - begun) * 1000
    try:
        document = json.loads(data)
    except ValueError:
        document = None
    return {"status": status, "json": document, "time": took}


def find(document, path):
    """What is at a path such as Resources[0].name.familyName."""
    for part in re.findall(r"\w+|\[\d+\]", path or ""):
        try:
            document = document[int(part[1:-1])] if part[0] == "[" else document[part]
        except (KeyError, IndexError, TypeError):
            return None
    return document


def text(value):
    return json.dumps(value) if isinstance(value, (bool, list, dict)) else str(value)


def judge(assertion, answer, variables):
    """Whether an assertion holds, and what came."""
    came = {
        "response_status": lambda: answer["status"],
        "response_time": lambda: answer["time"],
        "response_json": lambda: find(answer["json"], assertion.get("property")),
    }[assertion["source"]]()
    wanted = fill(str(assertion["value"]), variables)
    number = isinstance(came, (int, float)) and not isinstance(came, bool)
    holds = {
        "equal_number": lambda: number and float(came) == float(wanted),
        "is_a_number": lambda: number,
        "is_less_than": lambda: number and came < float(wanted),
        "not_empty": lambda: came not in (None, "", [], {}),
        "equal": lambda: came is not None and text(came) == wanted,
        "has_value": lambda: wanted in values(came),
        "contains": lambda: came is not None and wanted in text(came),
    }[assertion["comparison"]]()
    return holds, text(came)


def values(came):
    """The values of a list, or of all lists in an object."""
    if isinstance(came, dict):
        return [value for part in came.values() if isinstance(part, list) for value in part]
    return came if isinstance(came, list) else []


def words(assertion, number):
    """The assertion in words, with its number, since several may read the same."""
    place = assertion.get("property") or assertion["source"]
    value = "" if assertion["value"] is None else f" {assertion['value']}"
    return f"{number + 1}: {place} {assertion['comparison']}{value}"
