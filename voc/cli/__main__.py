"""`python -m voc.cli` does what `voc` does."""

import sys

from voc.cli import main

sys.exit(main())
