"""Validates the datasets that `yearbook export --to datapackage` wrote, as frictionless reads them.

    pip install -r tests/clients/requirements.txt
    python tests/clients/datapackage.py FOLDER
"""

import pathlib
import sys

import frictionless


def main(folder):
    descriptors = sorted(pathlib.Path(folder).rglob("datapackage.json"))
    if not descriptors:
        sys.exit(f"{folder} has no dataset")
    for descriptor in descriptors:
        report = frictionless.Package(str(descriptor)).validate()
        if not report.valid:
            sys.exit(f"{descriptor}: {report.flatten(['name', 'rowNumber', 'fieldName', 'type', 'message'])[:5]}")
        print(f"{descriptor}: {len(report.tasks)} resources are valid")


if __name__ == "__main__":
    main(sys.argv[1])
