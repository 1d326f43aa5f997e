"""`python -m companion`."""

import sys

from companion.app.main import main

sys.exit(main())
