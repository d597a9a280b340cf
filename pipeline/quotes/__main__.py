import sys

from pipeline.core.engine import main

if __name__ == "__main__":
    sys.exit(main("pipeline.quotes.stage"))
