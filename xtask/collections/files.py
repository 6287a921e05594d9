"""The published tests: where they are, and whether they are still what was looked at.

They belong to others and are not part of this project: they are fetched when they are needed, or
taken from a folder that has them.
"""

import hashlib
import pathlib
import urllib.request

RAW = "https://raw.githubusercontent.com"
OKTA = (
    "Okta-SCIM-20-SPEC-Test.json",
    f"{RAW}/okta/okta-developer-docs/468de9c511b5e4009bb5f06c25cbf4b85fecb8d0/packages/%40okta/vuepress-site/.vuepress/"
    "public/standards/SCIM/SCIMFiles/Okta-SCIM-20-SPEC-Test.json",
    "a118fed67320a2265909bde6b95cdaf4f6f085ff5a89a0deb88c87d443eae899",
)
MICROSOFT = (
    "PostmanCollection.json",
    f"{RAW}/AzureAD/SCIMReferenceCode/d445ef901981fef684a220fe8cf6c97b588600fd/PostmanCollection.json",
    "36ee6b9fb355cd6d438b7012ce266c05496caf494db4cb2a2be832f91fa56ccf",
)


def get(which, folder):
    """The bytes of a file, from the folder or from where it was published."""
    name, address, wanted = which
    if folder:
        data = (pathlib.Path(folder) / name).read_bytes()
    else:
        with urllib.request.urlopen(address, timeout=60) as answer:
            data = answer.read()
    found = hashlib.sha256(data).hexdigest()
    if found != wanted:
        raise SystemExit(f"{name} is another one than was looked at: its SHA-256 is {found}")
    return data
