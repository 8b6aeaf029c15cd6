# SPDX-License-Identifier: BSD-3-Clause
"""``python -m neteq``: the command line."""

from __future__ import annotations

import sys

from neteq import _core


def main() -> int:
    """Run ``neteq`` with the arguments of the process.

    Returns
    -------
    int
        Exit code: 0 success, 2 usage error, 3 unreadable input.
    """
    sys.stdout.flush()
    return _core.run_program(["neteq", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
