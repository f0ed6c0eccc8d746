"""Entry point of `mbsim` and `python -m sim`."""

from sim.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
