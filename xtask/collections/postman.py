"""Runs a Postman collection with newman, Postman's own runner."""

import json
import pathlib
import subprocess
import tempfile
import urllib.parse

NEWMAN = "newman@6.2.1"


def run(data, base, token, leave_out):
    """Returns (request, assertion, whether it holds, what came)."""
    collection = json.loads(data)
    folders = [one["name"] for one in collection["item"] if one["name"] not in leave_out]
    url = urllib.parse.urlsplit(base)
    settings = {
        "Protocol": url.scheme,
        "Server": url.hostname,
        "Port": f":{url.port}" if url.port else "",
        "Api": url.path.strip("/"),
        "token": token,
    }
    with tempfile.TemporaryDirectory() as folder:
        source, report = pathlib.Path(folder) / "in.json", pathlib.Path(folder) / "out.json"
        source.write_bytes(data)
        call = ["npx", "--yes", NEWMAN, "run", str(source), "--reporters", "json"]
        call += ["--reporter-json-export", str(report)]
        for name in folders:
            call += ["--folder", name]
        for name, value in settings.items():
            call += ["--env-var", f"{name}={value}"]
        # Its exit status tells whether assertions failed, which the report tells better.
        subprocess.run(call, check=False, stdout=subprocess.DEVNULL)
        told = json.loads(report.read_text())
    results = []
    for number, one in enumerate(told["run"]["executions"]):
        name = f"{number + 1}: {one['item']['name']}"
        for assertion in one.get("assertions", []):
            error = assertion.get("error")
            results.append((name, assertion["assertion"], not error, (error or {}).get("message", "")))
    return results
