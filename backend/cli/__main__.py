"""`python -m backend.cli`, where the console script is not on the path."""

import sys

from backend.cli import main

sys.exit(main())
