"""Usage examples for each verb, shown at the end of its help."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXAMPLES: Final[Mapping[str, str]] = {
    "studies": """
What can be studied at once:
  mbsim studies
""",
    "designs": """
The whole catalogue:
  mbsim designs
Those of another study:
  mbsim designs paper-fallback
""",
    "responses": """
What a study reports:
  mbsim responses mijnoverheid-2016
""",
    "new": """
A study of your own, here:
  mbsim new my-study
Or in a folder for several:
  mbsim new reminders --folder studies
""",
    "check": """
Is everything right?
  mbsim check my-study.yaml
A part, which others complete:
  mbsim check parts/citizens.yaml --part
What if a value were another?
  mbsim check my-study.yaml --set "population.check_interval=5 h"
""",
    "resolve": """
Everything that a study says, and its identity:
  mbsim resolve mijnoverheid-2016
The files it is made of, in their order:
  mbsim resolve my-study.yaml --order
""",
    "diff": """
Two studies:
  mbsim diff mijnoverheid-2016 mijnoverheid-2020
What an override does:
  mbsim diff my-study.yaml --override sooner
""",
    "why": """
Where a number comes from:
  mbsim why mijnoverheid-2016 population.dormant
A whole contact:
  mbsim why mijnoverheid-2016 designs.opaque.contacts.reminder
""",
    "sources": """
All numbers and all sources:
  mbsim sources mijnoverheid-2016
What is assumed, and why so:
  mbsim sources my-study.yaml --grade assumed --notes
""",
    "schema": """
For an editor that completes while you type:
  mbsim schema > scenario.schema.json
Every key, its form and its meaning:
  mbsim schema --reference
""",
    "compare": """
The main study, with few citizens for a first look:
  mbsim compare mijnoverheid-2016 --size 2000
As many citizens as it takes to know, of two designs against a third:
  mbsim compare my-study.yaml --design norway --design sms --reference opaque --precision "missed_share 0.5 pp"
Two studies: in what they differ, and what that changes
  mbsim compare mijnoverheid-2016 mijnoverheid-2020 --size 2000 --out results/two
""",
    "play": """
The main study:
  mbsim play mijnoverheid-2016
One of your own, for a browser that is open already:
  mbsim play my-study.yaml --no-browser --port 8765
""",
    "explain": """
A citizen who illustrates the difference between the first two designs of a study:
  mbsim explain mijnoverheid-2016
The first who misses a bill under one design and not under another:
  mbsim explain mijnoverheid-2016 --find missed-under=opaque,not-under=wmebv,segment=age-20-40
One citizen under two designs, with what came in the post:
  mbsim explain mijnoverheid-2016 --citizen 4711 --design opaque --design norway --letters letters
""",
    "report": """
The page is report.html in the folder:
  mbsim report results/my-study-1a2b3c4d
Or elsewhere:
  mbsim report results/my-study-1a2b3c4d --out page.html
""",
    "brief": """
Two pages in Dutch, with totals for a city:
  mbsim brief results/my-study-1a2b3c4d --scale 360000
In English, as PDF:
  mbsim brief results/my-study-1a2b3c4d --language en --out brief.pdf
The methods in a paragraph, for a paper:
  mbsim brief results/my-study-1a2b3c4d --methods
""",
    "describe": """
The model of a study, for the appendix of a paper:
  mbsim describe my-study.yaml --out model.md
With what ran, where and how long:
  mbsim describe results/my-study-1a2b3c4d/resolved.yaml --results results/my-study-1a2b3c4d --out model.md
""",
    "export": """
What happened to the first hundred citizens, for a spreadsheet:
  mbsim export results/my-study-1a2b3c4d
For ProM, PM4Py or Disco, one log per design:
  mbsim export results/my-study-1a2b3c4d --format xes --out logs/
The verdict, all responses and all parameters with their sources, for Excel:
  mbsim export results/my-study-1a2b3c4d --xlsx
""",
    "docs": """
From a clone, in the browser:
  mbsim docs
As a folder, to put it somewhere:
  mbsim docs --out site
""",
    "run": """
Simulate, and list the results:
  mbsim run my-study.yaml
Later: four more histories, and only these are simulated:
  mbsim run my-study.yaml --replications 5
For a batch job, with plain lines of progress:
  mbsim run netherlands --log --workers 2
""",
    "sweep": """
One value at three points:
  mbsim sweep my-study.yaml --over population.dormant=0.1,0.2,0.3 --size 2000
Two values, all combined, and another response:
  mbsim sweep my-study.yaml --over opening.b_value=1,4 --over appraisal.understood=0,1 --response logins
""",
    "calibrate": """
Which sets of numbers fit the published figures:
  mbsim calibrate mijnoverheid-2016
Figures of your own:
  mbsim calibrate mijnoverheid-2016 --targets my-figures.yaml --out results/fit
""",
    "validate": """
Predictions beside figures that nothing was fitted to:
  mbsim validate mijnoverheid-2016
""",
    "sensitivity": """
Which uncertain numbers matter to the difference between two designs:
  mbsim sensitivity mijnoverheid-2016 --design opaque --design sender
In more detail, of one part of the file:
  mbsim sensitivity mijnoverheid-2016 --method sobol --response missed_share --factor opening
""",
    "robust": """
Which design wins over the parameter uncertainty:
  mbsim robust mijnoverheid-2016
By a margin of your own, among those a notification can reach:
  mbsim robust mijnoverheid-2016 --group reachable --margin "missed_share 1 pp"
""",
    "search": """
Designs of parking bills that no other beats:
  mbsim search parking-fines
Fewer designs and citizens, for a first look:
  mbsim search mijnoverheid-2016 --candidates 100 --size 500
""",
    "trial": """
The trial that the study describes, the opaque e-mail against the text of the law:
  mbsim trial mijnoverheid-2016
Another candidate, of postcode areas that are randomised as a whole:
  mbsim trial mijnoverheid-2016 --set "trial.clusters={of: area, size: 200, correlation: 0.01}"
""",
    "reproduce": """
Ten tasks, chosen over the whole study:
  mbsim reproduce results/my-study-1a2b3c4d
All of them, on the other engine:
  mbsim reproduce results/my-study-1a2b3c4d --all --engine simpy
""",
}
"""For each verb, questions and the indented commands that answer them.

A results folder is named after its study, followed by digits of a hash of the simulation.
"""


def commands(verb: str) -> tuple[str, ...]:
    """The commands in the examples of a verb."""
    return tuple(line.strip() for line in EXAMPLES.get(verb, "").splitlines() if line.startswith("  "))


def epilog(verb: str) -> str | None:
    """The end of a verb's help; None for a verb without examples."""
    lines = EXAMPLES.get(verb, "").strip("\n").splitlines()
    # click fills paragraphs anew unless they begin with \b.
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)]) if lines else None
