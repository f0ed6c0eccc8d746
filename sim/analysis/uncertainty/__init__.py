"""What is not known: which unknown numbers move the answer, which design survives them, and what to measure next.

Chance, the luck of who was simulated, is not the business of these modules, which take outputs as they are. A *factor*
is one unknown number of a scenario, varied over its range; a *point* is a choice of all of them.
"""
