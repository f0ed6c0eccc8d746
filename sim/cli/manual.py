"""The text of `mbsim --help` around its list of commands: terms, examples, files, and exit codes."""

from __future__ import annotations

from typing import Final

HELP: Final = """Simulate how citizens fare under different message-box notifications, and compare the designs.

A scenario says who the citizens are, who writes to them, and which designs are compared. The same citizens, with the
same messages and the same luck, live under every design.

\b
Start here:
  mbsim compare mijnoverheid-2016 --size 1000

FILE is a scenario file, or the bare name of a study that comes with the program, which `mbsim studies` lists. RUN is a
results folder. DESIGN is the name of a notification design in the file: `mbsim designs FILE` lists them. `mbsim COMMAND
--help` explains a command.
"""

EPILOG: Final = """\b
Examples:
  A comparison, its page, and a citizen for whom the designs differ:
    mbsim compare mijnoverheid-2016 --size 1000 --out results/first
    mbsim report results/first
    mbsim explain mijnoverheid-2016 --design opaque --design wmebv
  A study of your own:
    mbsim new my-study
    mbsim check my-study.yaml
    mbsim why my-study.yaml population.dormant
    mbsim compare my-study.yaml --set population.dormant=0.1
  Until the intervals are narrow enough:
    mbsim run mijnoverheid-2016 --precision "missed_share 0.2 pp"

\b
Files:
  results/NAME-DIGITS/   a results folder; --out names another. In it:
    manifest.json        what ran, on what, and how to repeat it
    resolved.yaml        the scenario with everything explicit
    responses.csv        every response, and its difference with intervals;
                         --csv nl writes it for a Dutch spreadsheet
    citizens/*.parquet   one row per citizen and design
    parts/               what is simulated; a later run takes it from here
    status.json, log.txt how far it is, or how it ended

\b
Environment:
  NO_COLOR         if set, no colours
  NUMBA_CACHE_DIR  where compiled code is kept; by default beside the program
                   or, where that cannot be written, in the user's cache

\b
Exit codes:
  0    done
  1    the study failed or lacks citizens, or what was checked does not hold
  2    the input is wrong
  130  interrupted; what was finished is kept

\b
Completion with the Tab key, by a line for ~/.bashrc, ~/.zshrc or config.fish:
  bash  eval "$(_MBSIM_COMPLETE=bash_source mbsim)"
  zsh   eval "$(_MBSIM_COMPLETE=zsh_source mbsim)"
  fish  _MBSIM_COMPLETE=fish_source mbsim | source
"""
