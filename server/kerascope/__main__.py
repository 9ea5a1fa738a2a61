"""``python -m kerascope``."""

import sys

from kerascope.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
