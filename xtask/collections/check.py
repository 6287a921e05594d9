"""Runs the tests that Okta and Microsoft have published against the server at the base URL.

check.py BASE [FOLDER]: the token comes from SCIM_TOKEN; FOLDER has the files, else they are fetched.
What fails must be what known.json lists, with the reason; the result is written to result.json
beside it when all agrees.
"""

import json
import os
import pathlib
import sys
import urllib.request
import uuid

import files
import postman
import runscope

HERE = pathlib.Path(__file__).parent
USER = "urn:ietf:params:scim:schemas:core:2.0:User"


def main(base, folder):
    token = os.environ["SCIM_TOKEN"]
    results = {
        "microsoft": postman.run(files.get(files.MICROSOFT, folder), base, token, {"Get Token"}),
        "okta": okta(base, token, json.loads(files.get(files.OKTA, folder))),
    }
    known = json.loads((HERE / "known.json").read_text())
    wrong, sums = [], {}
    for name, asserted in results.items():
        listed = {(one["request"], one["assertion"]) for one in known[name]}
        failed = {(request, assertion): came for request, assertion, holds, came in asserted if not holds}
        for key in sorted(failed.keys() - listed):
            wrong.append(f"{name}: {key[0]} | {key[1]} | came: {failed[key]}")
        for key in sorted(listed - failed.keys()):
            wrong.append(f"{name}: {key[0]} | {key[1]} holds now: take it from known.json")
        sums[name] = {"assertions": len(asserted), "failed": len(failed)}
        print(f"{name}: {len(asserted) - len(failed)} of {len(asserted)} assertions hold")
    if wrong:
        raise SystemExit("\n".join(wrong))
    (HERE / "result.json").write_text(json.dumps(sums, indent=2) + "\n")


def okta(base, token, test):
    """Okta's test wants somebody to be there, and random people."""
    mark = uuid.uuid4().hex[:10]
    there = person(base, token, f"there.{mark}@example.com")
    variables = {
        "SCIMBaseURL": base,
        "auth": f"Bearer {token}",
        "InvalidUserEmail": f"invalid.{mark}@example.com",
        "UserIdThatDoesNotExist": uuid.uuid4().hex,
        "randomEmail": f"random.{mark}@example.com",
        "randomUsername": f"random.{mark}@example.com",
        "randomUsernameCaps": f"RANDOM.{mark.upper()}@EXAMPLE.COM",
        "randomGivenName": "Random",
        "randomFamilyName": f"Person {mark}",
    }
    try:
        return runscope.run(test, variables)
    finally:
        for user in (there, variables.get("idUserOne")):
            if user:
                call(base, token, "DELETE", f"/Users/{user}")


def person(base, token, name):
    email = [{"value": name, "type": "work", "primary": True}]
    body = {"schemas": [USER], "userName": name, "active": True, "emails": email,
            "name": {"givenName": "Ann", "familyName": "Lee"}}
    return json.loads(call(base, token, "POST", "/Users", body))["id"]


def call(base, token, method, path, body=None):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/scim+json"}
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(base + path, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2] if len(sys.argv) > 2 else None)
