"""Runs scim2-tester against a SCIM server and fails on every finding.

Usage: check.py BASE_URL, with the bearer token in the environment as SCIM_TOKEN.
The token is not an argument because arguments show in the list of processes.
"""

import json
import os
import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

FINDINGS = (Status.DEVIATION, Status.ERROR, Status.CRITICAL)
# A run that checks next to nothing is a failure too: it means that discovery broke.
FEWEST_CHECKS = 100
DATA_SHOWN = 600


def describe(result) -> str:
    """One finding as indented lines: what was checked, what is wrong, what was received."""
    where = f" ({result.resource_type})" if result.resource_type else ""
    lines = [f"{result.status.name:<10} {result.title}{where}"]
    for line in str(result.reason or "no reason given").splitlines():
        lines.append(f"           {line}")
    if result.data is not None:
        try:
            data = json.dumps(result.data, ensure_ascii=False)
        except (TypeError, ValueError):
            data = repr(result.data)
        lines.append(f"           data: {data[:DATA_SHOWN]}")
    return "\n".join(lines)


def main() -> int:
    if len(sys.argv) != 2 or "SCIM_TOKEN" not in os.environ:
        print(__doc__, file=sys.stderr)
        return 2
    # trust_env: a proxy of the environment must not come between this check and a local server.
    http = Client(
        base_url=sys.argv[1].rstrip("/"),
        headers={"Authorization": f"Bearer {os.environ['SCIM_TOKEN']}"},
        timeout=30,
        trust_env=False,
    )
    with http:
        results = check_server(SyncSCIMClient(http))

    findings = [result for result in results if result.status in FINDINGS]
    skipped = [result for result in results if result.status is Status.SKIPPED]
    passed = len(results) - len(findings) - len(skipped)
    for result in findings:
        print(describe(result))
    for result in skipped:
        print(f"SKIPPED    {result.title}: {result.reason}")
    print(f"scim2-tester: {passed} passed, {len(findings)} failed, {len(skipped)} skipped")
    if len(results) < FEWEST_CHECKS:
        print(f"scim2-tester made only {len(results)} checks; {FEWEST_CHECKS} are expected at least")
        return 1
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
