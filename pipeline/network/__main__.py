import sys

from pipeline.network import main

sys.exit(main())
