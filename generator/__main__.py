"""``python -m generator`` is the same as ``statusmark``."""

import sys

from generator.cli import main

sys.exit(main())
