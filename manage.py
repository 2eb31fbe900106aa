#!/usr/bin/env python
"""Django's command line. While the demo runs it needs no environment: the embedded servers are the default."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grid_inspection.settings")
    execute_from_command_line(sys.argv)
